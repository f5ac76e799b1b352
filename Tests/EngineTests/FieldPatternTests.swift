import Engine
import Glibc
import Testing

/// Each text marks the secrets that must be found with «…»; the marks are taken out before the search.
@Suite(.serialized) struct FieldPatternTests {
    static let names = ["password", "api key", "client secret", "secret", "token", "authorization", "pwd"]

    static let found: [String] = [
        // As rule packs promise.
        "password=«x»", #""password": "«x»""#, "'password' => '«x»'", "password: «x»", #"\"password\":\"«x»\""#,
        "GET /a?token=«x»&b=1", "{password=«x», user=y}", "tool --password «x»", "tool --password=«x»",
        "<password>«x»</password>", "Authorization: Bearer «x»",
        // Spellings of keys.
        "db_password=«x1»", "dbPassword=«x1»", "DB-PASSWORD=«x1»", "DBPassword=«x1»", "spring.datasource.password=«x1»",
        "x-api-key: «x1»", "xApiKey=«x1»", "X-API-KEY=«x1»", "apikey=«x1»", "api key: «x1»", "my.api.key=«x1»",
        "clientSecret=«x1»", "CLIENT_SECRET=«x1»", "user[password]=«x1»", "oauth2Token=«x1»", "$Password = «x1»",
        // JSON, plain and inside strings.
        #"{"password":"«p w»","user":"bob"}"#, #"{"password" : "«a\"b\\»"}"#,
        #"{"password":12,"token":"«t»"}"#.replacing("12", with: "«12»"),
        #"{"password":"","user":"bob","token":"«t0»"}"#, #"{"m":"{\"password\":\"«p w»\",\"a\":1}"}"#,
        #"{\"password\":\"«a\\\"b\\\\»\"}"#, #"\\\"password\\\":\\\"«x y»\\\",\\\"a\\\":1"#,
        #"\\\\\\\"token\\\\\\\":\\\\\\\"«x y»\\\\\\\","#,
        #"{"name":"DB_PASSWORD","value":"«x y»"}"#, #"{"msg":"a\npassword=«x1»\nuser=bob"}"#, #"{"msg":"password: «x1»"}"#,
        #"{"Authorization":"Bearer «abc.def»"}"#, #"{"Authorization":["Bearer «abc»"]}"#,
        #"\u0022password\u0022:\u0022«x y»\u0022,"#,
        #"{"q":"a=1\u0026token=«abc»\u0026b=2"}"#, #"{"q":"token\u003d«abc»\u0026b=2"}"#, #"{"password":"«cut off he»"#,
        // Languages.
        "{'user': 'bob', 'password': '«it is»', 'n': 1}", "{:password=>\"«x y»\", :user=>\"bob\"}", "password: '«x y»', user: 1",
        "User(name=bob, password=«x1», age=3)", "User{password='«x y»', name='b'}", "password := \"«x»\"", "password ::= \"«x»\"",
        "var dbPassword string = \"«x»\"", "['password'] = '«x»'",
        "$config[\"password\"] = \"«x»\";", "password=b'«x1»'", "password = r\"«x1»\"", "&{Password:«x1» User:bob}",
        "map[Authorization:[Bearer «abc»] Accept:[*/*]]", "('Authorization', 'Bearer «abc»')", "password=`«x y»`",
        "PASSWORD = N'«it''s»'", #"password = "«a""b»""#,
        // Shell, settings, connection strings.
        "export DB_PASSWORD='«x y»'", "export TOKEN=«abc»", "PASSWORD=$'«x1»'", "set PASSWORD=«x1»", "-Dx.password=«x1»",
        "docker run -e PASSWORD=«x1» img", "Server=a;Password=«x1»;User=b", "host=a password=«x1» user=b", "password   =   «x1»",
        "password: \"«x y»\" # old", "  password: «x1»  # old", "password ?= «x1»", "PASSWORD+=«x1»", "token==a\ntoken=«b»",
        "password=«x1»\r", "password=«x1»\r\nuser=b", "A=1\0PASSWORD=«x1»\0B=2", "password=«a\\b»", "pwd=«$(cat)»",
        "token=«${HOME}»",
        "token=«[abc]»", "token=«f(x)», 1",
        // Command lines.
        "cmd --db-password «x1» --user b", "cmd --client-secret '«x y»'", "cmd -AdminPassword «x1»", "cmd -token «x1»",
        "['cmd', '--password', '«x y»', 'b']",
        #"sh -c "cmd --password «aGVsbG8=»""#, #"x = "cmd --password «aGVsbG8=»".split()"#, "sh -c 'cmd --password «aGVsbG8=»'|sh",
        #"sh -c "cmd --password «aGVsbG8=»" b"#, #"{"c":"cmd --password «aGVsbG8=»","n":"x"}"#,
        "[\"--api-key\", \"«x1»\"]", "curl -H 'X-Api-Key: «x1»' http://a",
        "curl -H \"Authorization: Bearer «x1»\" http://a", "cmd --Spring.datasource.password «x1»",
        // URLs, forms, markup.
        "/cb#access_token=«x1»&state=2", "token%3D«abc»%26b%3D2", "%22password%22%3A%22«x1»%22%2C%22a", "a%26token%3D«x1»",
        "?token=«a%26b»&c", "?token=«abc»&amp;b=2", "a&amp;token=«abc»&amp;b", "<ns:Password xsi:type=\"s\">«x y»</ns:Password>",
        "<entry key=\"password\">«x y»</entry>", "<add key=\"Token\" value=\"«x y»\"/>", "<password><![CDATA[«x y»]]></password>",
        "<td>Password:</td><td>«x y»</td>", "&lt;password&gt;«x y»&lt;/password&gt;", "&quot;password&quot;:&quot;«x y»&quot;,",
        "<name>db.password</name><value>«x1»</value>", "<password>«x1»</password><token>«x2»</token>",
        // Headers.
        "authorization: Basic «eDp5»", "> Authorization: token «abc»", "Authorization: ApiKey «a=b»", "Authorization=Bearer «x1»",
        "Authorization: Digest «username=\"x\", realm=\"y\", response=\"z\"»", "Proxy-Authorization: Basic «eDp5==»",
        "Authorization: AWS4-HMAC-SHA256 «Credential=A/b/c, SignedHeaders=h;d, Signature=f1»", "authorization: «abcdef»",
        // Sentences and their neighbours.
        "password: «hunter» user: bob", "password: «hunter» user_id=4", "password: «hunter», user: bob",
        "(password: «hunter») ok then",
        "new password: «hunter2» was set", "password: «hunter»", "Password:«hunter» was set",
        // More than one.
        "password=«a1» token=«b1» secret=«c1»", "password= token=«b1»", "password=\ntoken=«b1»", "password=& token=«b1»",
        "password=«token=b1»", "password='' token='«b1»'", "password=\"\" token=\"«b1»\"", "password='«unclosed and more»",
        // Encodings of characters.
        "mot=1 password=«pässwörd»", "“password”: «x1»".replacing("“password”", with: "password"),
    ]

    @Test(arguments: found) func finds(_ marked: String) throws {
        let (text, secrets) = Self.unmark(marked)
        #expect(try Self.search(text) == secrets, "\(marked)")
    }

    static let passed: [String] = [
        "nopassword=x", "passwordless=1", "password_hash_algorithm=sha", "tokenType=Bearer", "token_type: bearer", "tokens=5",
        "password", "password=", "password: ", "password:", "password=\r\n", "password=\"\"", "password=''", #""password":"""#,
        #"\"password\":\"\""#, "password= user=bob", "password: user: bob", "password=&user=bob", "password=;user=bob",
        "?token=&b=1",
        "password=****", "password=...", "password: ---", "password=\"***\"", "password == 5", "password === x", "password != x",
        "token =~ /x/",
        "Token::parse", "token://x", "password is wrong", "the password must be long", "password, please", "forgot password? click",
        "Enter password: please type it", "Authorization: Basic auth is required", "invalid token: the session expired",
        "token: reason: expired", "<password></password>",
        "<password>", "password > 5", "<token>\n", "--password", "--password --user bob", "--password <secret>",
        // The next attribute, or the next member, behind one whose value is an option.
        #"<c cmd="-password" foo="ab12"/>"#, "<c cmd='-password'  ns:foo='ab12'/>", #"<c cmd="--token" é = "ab12"/>"#,
        #"<c cmd="--token" foo=""/>"#, #"<c cmd="--token" foo=" x1"/>"#, #"<c cmd="--token" foo=",x1"/>"#,
        #"<c cmd='--token' foo='"x1"'/>"#,
        #"{"m":"<c cmd=\"-password\" foo=\"ab12\"/>"}"#,
        "&lt;c cmd=&quot;-password&quot; foo=&quot;ab12&quot;/&gt;",
        #"{"cmd":"-password","foo":"ab12"}"#, "{'cmd': '--token', 'foo': 'ab12'}", #"{\"cmd\":\"-password\", \"foo\" : 1}"#,
        "user-password was",
        "Authorization: Bearer", "Authorization: Bearer ", "\"authorization\": \"Bearer\"", #"{"m":"password: ","n":1,"x":"y"}"#,
        #"{"m":"password=","x":"y"}"#, "username,password,token", #"["username","password","token"]"#, "apikeys: 5", "xapikey=5",
        #"{"token":{"name":"x"}}"#, #"{"secret":[{"name":"x"}]}"#, "{{ token }}", "token={{ x }}", "password(x)", "mypassword=x",
        "PASSWORDS=x", "secretary=x", "password%3D%26a",
    ]

    @Test(arguments: passed) func passes(_ text: String) throws {
        #expect(try Self.search(text) == [], "\(text)")
    }

    /// The match begins at the name and covers the secret, so that a window around a literal is enough to find it.
    @Test(arguments: found) func beginsAtTheName(_ marked: String) throws {
        let pattern = try #require(Self.pattern)
        let text = Array(Self.unmark(marked).0.utf8)
        let literals = Self.literals(for: Self.names).map { Array($0.utf8) }
        let match = try #require(pattern.firstMatch(in: text).first ?? nil)
        let start = text[match].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        #expect(literals.contains { start.starts(with: $0) })
    }

    @Test func longValuesAreTakenWhole() throws {
        let long = String(repeating: "Ab3", count: 30_000)
        for text in ["token=«\(long)» b", "token: \"«\(long)»\"", "<token>«x1»</token>", #"\"token\":\"«"# + long + #"»\""#] {
            let (text, secrets) = Self.unmark(text)
            #expect(try Self.search(text) == secrets)
        }
    }

    /// Whatever a JSON string holds, and however many strings stand around it, all of it is found and no more.
    @Test func escapesAreUndoneAtEveryDepth() throws {
        let seed: UInt64 = 0xE5C
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func escaped(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }
        let alphabet = Array("ab1\"\\' {}:;=")
        for round in 0..<6_000 {
            let value = String((0...next(8)).map { _ in alphabet[next(alphabet.count)] })
            guard value.contains(where: { $0.isLetter || $0.isNumber }) else { continue }
            var secret = escaped(value)
            var text = "{\"a\":\"b\",\"db_password\":\"" + secret + "\",\"n\":1}"
            for _ in 0..<(round % 3) {
                text = escaped(text)
                secret = escaped(secret)
            }
            #expect(try Self.search(text).first == secret, "seed \(seed): \(text)")
        }
    }

    /// Keys without end, each with a beginning that promises a value: eight times the text may not cost 64 times the time.
    @Test(arguments: [
        "token>", "token='", "token=\"", "token: a ", "token ", "token=[", "token={", "token=(", "token=\\", "--token ",
        "token=\\\"", "token=-",
        "token=&quot;", "token%3D", "token</td><td>", "&gt;token", "token&gt;", "token=\"\"", "token: token ", "-",
        "\\\\\"token\\\":\\\"", "token=`",
        "token=digest a=\"", "token=bearer ", "--token-", "token a='", "token=\"\\", "token=u", "token=\\\\\\\"a",
    ])
    func isLinear(_ piece: String) throws {
        let pattern = try #require(Self.pattern)
        // The thread's own time: what else runs on the machine does not count.
        func now() -> Int {
            var time = timespec()
            unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return time.tv_sec * 1_000_000_000 + time.tv_nsec
        }
        func time(_ count: Int) -> Int {
            let text = Array(String(repeating: piece, count: count).utf8)
            let start = now()
            var from = 0
            while from < text.count, let match = pattern.firstMatch(in: text, from: from).first ?? nil {
                from = max(match.upperBound, from + 1)
            }
            return now() - start
        }
        let size = 8_000 / piece.utf8.count
        let small = (0..<3).map { _ in time(size) }.min() ?? 0
        let large = (0..<3).map { _ in time(size * 8) }.min() ?? 0
        // 8 times the text: 8 times the time where it is linear, 64 times where it is quadratic.
        #expect(large < small * 24 + 2_000_000, "\(piece): \(small) ns, \(large) ns")
    }

    @Test func keysOfFormats() {
        let matching = [
            "password", "db_password", "dbPassword", "DB-PASSWORD", "DBPassword", "x-api-key", "apikey", "ApiKey", "API KEY",
            "a.b.clientSecret", "user[password]", "\"Token\" ",
        ]
        let others = [
            "nopassword", "passwordless", "tokenType", "password_hash", "xapikey", "", "pass word", "key", "PASSWORDS", "word",
        ]
        for key in matching { #expect(FieldPattern.matches(key: key.utf8, names: Self.names), "\(key)") }
        for key in others { #expect(!FieldPattern.matches(key: key.utf8, names: Self.names), "\(key)") }
    }

    /// Plain text and formats must agree on what a key is.
    @Test func textAndFormatsAgree() throws {
        let seed: UInt64 = 0x5EED
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let parts = [
            "pass", "word", "password", "Password", "API", "api", "Api", "key", "Key", "KEY", "_", "-", ".", " ", "x", "X", "2",
            "token", "Token", "TOKEN",
        ]
        for _ in 0..<10_000 {
            let key = (0...next(4)).map { _ in parts[next(parts.count)] }.joined()
            let secrets = try Self.search(key + "=v1")
            #expect((secrets == ["v1"]) == FieldPattern.matches(key: key.utf8, names: Self.names), "seed \(seed): \(key)")
        }
    }

    @Test func literalsCoverEverySpelling() {
        #expect(Self.literals(for: ["api key", "pwd"]) == ["apikey", "api key", "api_key", "api.key", "api-key", "pwd"])
    }

    // MARK: -

    static let groups = FieldPattern.pattern(for: names).secretGroups
    static let pattern = TestPattern(FieldPattern.pattern(for: names).pattern)

    /// Byte strings of which every match holds one, ASCII case ignored.
    static func literals(for names: [String]) -> [String] {
        var all: [String] = []
        for name in names {
            var spelled = [""]
            for (index, word) in name.split(separator: " ").enumerated() {
                let joints = index == 0 ? [""] : wordJoints
                spelled = spelled.flatMap { start in joints.map { start + $0 + word } }
            }
            all += spelled
        }
        return all
    }

    /// What may stand between two words of a key.
    static let wordJoints = ["", " ", "_", ".", "-"]

    static func search(_ text: String) throws -> [String] {
        let pattern = try #require(Self.pattern)
        let bytes = Array(text.utf8)
        var found: [String] = []
        var from = 0
        while from < bytes.count {
            let match = pattern.firstMatch(in: bytes, from: from)
            guard let whole = match.first ?? nil else { break }
            let secret = groups.compactMap { $0 < match.count ? match[$0] : nil }.first
            found.append(secret.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "no group")
            from = whole.upperBound
        }
        return found
    }

    static func unmark(_ marked: String) -> (String, [String]) {
        var secrets: [String] = []
        var text = ""
        var rest = Substring(marked)
        while let open = rest.firstIndex(of: "«"), let close = rest.firstIndex(of: "»") {
            let secret = rest[rest.index(after: open)..<close]
            text += rest[..<open] + secret
            secrets.append(String(secret))
            rest = rest[rest.index(after: close)...]
        }
        return (text + rest, secrets)
    }
}
