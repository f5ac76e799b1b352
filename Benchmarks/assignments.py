#!/usr/bin/env python3
"""Counts which ways of giving a secret to a name the filter sees: languages, settings, logs.

    assignments.py [--blot PATH] [--args '...'] [--misses N]

Nothing here comes from a corpus: names (`acmecorp_api_key`, `AcmecorpAccessKey` …), values (hexadecimal, letters and
digits, base64, a UUID, a password) and forms are put together, some 5,000 lines, with a fixed seed. A line counts as seen
when its value is gone. The vendor is made up, so that only rules which know no vendor can help.
"""
import argparse
import collections
import os
import random
import shlex
import string
import subprocess
import tempfile

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
SEED = 7

KEYS = {
    "snake": "{v}_api_key", "camel": "{v}ApiKey", "upper": "{V}_API_TOKEN", "kebab": "{v}-client-secret",
    "dotted": "{v}.secret.key", "access key": "{v}AccessKey", "auth token": "{V}_AUTH_TOKEN", "secret": "{V}_SECRET",
    "password": "{v}_password",
}

FORMS = {
    # Settings and documents.
    "ini": "{k}={x}", "ini, blanks": "{k} = {x}", "yaml": "{k}: {x}", "yaml, quoted": '{k}: "{x}"', "json": '"{k}": "{x}",',
    "json, escaped": '{{\\"{k}\\":\\"{x}\\"}}', "json twice": '"{{\\\\\\"{k}\\\\\\":\\\\\\"{x}\\\\\\"}}"',
    "xml element": "<{k}>{x}</{k}>", "xml attribute": '<conf {k}="{x}" />', "xml add": '<add key="{k}" value="{x}"/>',
    "xml property": '<property name="{k}" value="{x}"/>', "android string": '<string name="{k}">{x}</string>',
    "plist": "<key>{k}</key><string>{x}</string>", "name and value": '{{"name":"{k}","value":"{x}"}}',
    "kubernetes": "- name: {k}\n  value: {x}", "npmrc": "//registry.example/:{k}={x}", "terraform": '{k} = "{x}"',
    "markdown": "| {k} | {x} |", "csv": "{k},{x}", "tab": "{k}\t{x}",
    # Shells and command lines.
    "export": "export {k}={x}", "export, quoted": "export {k}='{x}'", "set": "set {k}={x}", "setx": "setx {k} {x}",
    "powershell": '$env:{k} = "{x}"', "powershell option": '-{k} "{x}"', "docker run": "docker run -e {k}={x} img",
    "dockerfile": "ENV {k} {x}", "dockerfile, equals": "ENV {k}={x}", "option": "prog --{k} {x}", "option, equals": "prog --{k}={x}",
    "java property": "java -D{k}={x} -jar a", "tf var": "-var='{k}={x}'", "curl header": "curl -H '{k}: {x}' https://h",
    # Languages.
    "python": "{k} = '{x}'", "python argument": 'Client({k}="{x}")', "environ": "os.environ['{k}'] = '{x}'",
    "getenv": 'os.getenv("{k}", "{x}")', "go": '{k} := "{x}"', "go, typed": 'var {k} string = "{x}"', "go, raw": "{k} := `{x}`",
    "java": 'private static final String {k} = "{x}";', "java map": 'map.put("{k}", "{x}");',
    "java property call": 'System.setProperty("{k}", "{x}")', "setter": 'client.set{K}("{x}");', "call": 'config.{k}("{x}")',
    "c#": 'public string {k} {{ get; set; }} = "{x}";', "vb": 'Dim {k} As String = "{x}"', "objective-c": 'NSString *{k} = @"{x}";',
    "define": '#define {k} "{x}"', "define, objective-c": '#define {k} @"{x}"', "c": 'const char {k}[] = "{x}";',
    "c++": 'std::string {k}{{"{x}"}};', "c++ constructor": 'std::string {k}("{x}");', "php array": "'{k}' => '{x}',",
    "php define": "define('{k}', '{x}');", "php member": '$this->{k} = "{x}";', "ruby": ':{k} => "{x}"',
    "ruby environment": "ENV['{k}'] ||= '{x}'", "swift": 'let {k}: String = "{x}"', "kotlin": 'const val {k}: String = "{x}"',
    "scala": 'val {k} : String = "{x}"', "rust": 'const {k}: &str = "{x}";', "rust from": 'let {k} = String::from("{x}");',
    "typescript": 'const {k}: string = "{x}"', "javascript default": "{k} || '{x}'", "javascript nullish": '{k} ?? "{x}"',
    "r": '{k} <- "{x}"', "erlang": '{{{k}, "{x}"}}', "elixir": 'config :app, {k}: "{x}"', "clojure": '{{:{k} "{x}"}}',
    "perl": "my ${k} = '{x}';", "lua": 'local {k} = "{x}"', "gradle": "{k} '{x}'", "cmake": 'set({k} "{x}")',
    "make": "{k} ::= {x}", "sql": "SET {k} = '{x}';", "comparison": 'if {k} == "{x}"',
    # Logs.
    "logfmt": "level=info {k}={x} msg=hi", "log": "DEBUG {k}: {x} loaded", "log, blank": "INFO using {k} {x}",
    "sentence": "the {k} is {x}", "toString": "Conf{{{k}={x}, host=h}}", "query": "GET /v1/x?{k}={x}&a=1 HTTP/1.1",
    "form": "a=1&{k}={x}", "insert": "INSERT INTO t ({k}) VALUES ('{x}')",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blot", default=".build/release/blot")
    parser.add_argument("--args", default="", help="further arguments for blot")
    parser.add_argument("--misses", type=int, default=0, help="show this many lines whose value is left")
    options = parser.parse_args()
    chance = random.Random(SEED)

    def drawn(count, alphabet=LETTERS):
        while True:
            text = "".join(chance.choice(alphabet) for _ in range(count))
            if any(c.isdigit() for c in text) and any(c.isalpha() for c in text):
                return text

    values = [
        lambda: drawn(32, HEX), lambda: drawn(20), lambda: drawn(40), lambda: drawn(43, LETTERS + "+/") + "=",
        lambda: "-".join(drawn(n, HEX) for n in (8, 4, 4, 4, 12)),
    ]
    lines = []
    for form, text in FORMS.items():
        for key, name in KEYS.items():
            name = name.format(v="acmecorp", V="ACMECORP")
            for value in [lambda: drawn(9) + "!"] if key == "password" else values:
                x = value()
                lines.append((form, key, x, text.format(k=name, K=name[0].upper() + name[1:], x=x)))

    seen, total = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        # A file each: rules over several lines must not look at the neighbours.
        os.mkdir(folder + "/in")
        for number, (_, _, _, line) in enumerate(lines):
            with open(f"{folder}/in/{number:06}.txt", "w") as file:
                file.write(line + "\n")
        command = [options.blot, *shlex.split(options.args), "--output-dir", folder + "/out", folder + "/in"]
        status = subprocess.run(command, stdin=subprocess.DEVNULL).returncode
        if status not in (0, 1, 3):
            raise SystemExit(f"{options.blot} exited with {status}")
        out = folder + "/out/in" if os.path.isdir(folder + "/out/in") else folder + "/out"
        for number, (form, key, value, line) in enumerate(lines):
            with open(f"{out}/{number:06}.txt", errors="replace") as file:
                gone = value not in file.read()
            total[form] += 1
            seen[form] += gone
            if not gone and options.misses > 0:
                options.misses -= 1
                print("  left:", line.replace("\n", "\\n"))
    for form in sorted(total, key=lambda form: seen[form] / total[form]):
        if seen[form] < total[form]:
            print(f"  {seen[form]:3}/{total[form]:<3} {form}")
    print(f"seen {sum(seen.values())} of {len(lines)} = {sum(seen.values()) / len(lines):.3f}")


if __name__ == "__main__":
    main()
