internal import ArgumentParser
internal import Engine
internal import Masking
internal import RuleLoading
internal import Streams

/// Compiles rules ahead of time, for those who start on a machine without a cache.
struct RulesCompile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile", abstract: "Write what a start compiles of rules, so that none has to.",
        discussion: """
            A first start reads and compiles the rules, and keeps the result in the user's cache. Where there is none, as in a container or a
            job of a CI, each start is a first one. This writes the same files into a directory for everybody to read. They are looked
            for in PREFIX/share/blot, where the program is PREFIX/bin/blot, and are of use for just this build and this choice of rules;
            'make install' puts those of the default rules there.

            EXAMPLES:
              blot rules compile /usr/local/share/blot
              blot rules compile --rules /etc/blot/rules.yaml /usr/local/share/blot

            EXIT STATUS:
              0  written
              2  the rules or the options are wrong
              4  the files cannot be written
            """)

    @OptionGroup var rules: RuleOptions

    @Argument(help: ArgumentHelp("Where to write to.", valueName: "dir"), completion: .directory) var directory: String

    func run() throws {
        guard !directory.isEmpty else { throw CommandFailure(.usage, "the directory has no name") }
        let configuration = try Setup.configuration(rules.config)
        let catalog = try RuleSet.catalog(rules, configuration, keeps: false)
        let selection = try RuleSet.selection(of: catalog, rules, configuration)
        guard let compiled = RuleCache.compiled(selection.digest), let packs = RuleCache.packs() else {
            throw CommandFailure(.usage, "BLOT_NO_CACHE is set, or the program cannot be told from other builds")
        }
        let detector: Detector
        do {
            detector = try Detector(selection.rules, known: catalog.ids(besides: selection), strategy: { $0.mask ?? .label })
        } catch {
            throw CommandFailure(.usage, "rules: \(error)")
        }
        do throws(StreamError) {
            let builtIn = catalog.packs.filter { $0.origin == .builtIn }
            if !builtIn.isEmpty {
                print(try packs.install(PackImage.image(of: builtIn, key: packs.key), in: directory))
            }
            print(try compiled.install(detector.image(key: compiled.key), in: directory))
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
