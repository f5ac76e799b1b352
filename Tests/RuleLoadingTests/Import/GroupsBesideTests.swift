import Engine
import Redaction
import Testing
import Validators

@testable import RuleLoading

/// Patterns with several groups of which none is said to be the secret. All rules are made up.
@Suite struct GroupsBesideTests {
    /// gitleaks takes the first group for the secret, and here that is the key.
    @Test func allOfAMatchIsMasked() throws {
        let result = try imported(
            .gitleaks,
            """
            [[rules]]
            id = "pair"
            regex = '''(shop_key|shop_token)\\s*=\\s*"?([a-z0-9]{12})'''
            entropy = 3
            [[rules.allowlists]]
            stopwords = ["shop"]
            [[rules]]
            id = "either"
            regex = "(shp_[a-z]+)|(sho_[a-z]+)"
            entropy = 3
            [[rules]]
            id = "within"
            regex = "key=((shp|sho)_[a-z]+)"
            [[rules]]
            id = "said"
            regex = "(shp)=(sho_[a-z]+)"
            secretGroup = 2
            """)
        let pair = try #require(result.rule("gitleaks-pair"))
        #expect(pair.secret == .numbered([0]) && pair.validations.isEmpty && pair.allow.isEmpty)
        #expect(result.rule("gitleaks-either")?.secret == .firstParticipating && result.rule("gitleaks-either")?.validations.count == 1)
        #expect(result.rule("gitleaks-within")?.secret == .firstParticipating && result.rule("gitleaks-said")?.secret == .numbered([2, 0]))
        #expect(
            result.lost == [
                "pair regex more: has several groups side by side: all of a match is masked, not the first, and nothing is asked of that"
            ])
    }

    /// Nosey Parker shows all groups: each is masked, by a rule of its own.
    @Test func aRuleEachForNoseyParker() throws {
        let result = try imported(
            .noseyparker,
            """
            rules:
              - name: Pair
                id: np.pair.1
                pattern: 'user=(\\w+) (?:as (\\w+) )?password=(\\w+)'
                examples: ['user=ann password=walrus99']
                negative_examples: ['user=ann']
              - {name: Either, id: np.either.1, pattern: 'a=(\\w+)|b=(\\w+)'}
              - {name: Again, id: np.again.1, pattern: '(?:a=(\\w+);|b=(\\w+);)+'}
            """)
        #expect(result.lost.isEmpty)
        #expect(
            result.pack.rules.map(\.id) == [
                "np.pair.1", "np.pair.1-group2", "np.pair.1-group3", "np.either.1", "np.again.1", "np.again.1-group2",
            ])
        #expect(result.rule("np.pair.1-group3")?.secret == .numbered([3]) && result.rule("np.pair.1-group3")?.examples.match.count == 1)
        // The example has no second group.
        #expect(result.rule("np.pair.1-group2")?.examples.match.isEmpty == true)
        #expect(result.pack.rules.prefix(3).allSatisfy { $0.examples.noMatch == ["user=ann"] })
        #expect(result.rule("np.either.1")?.secret == .firstParticipating)
    }

    /// To Kingfisher a group without a name is the secret, or TOKEN.
    @Test func kingfisher() throws {
        let result = try imported(
            .kingfisher,
            """
            rules:
              - {name: Pair, id: k.1, pattern: '(\\w+):(\\w+)@host', min_entropy: 3}
              - {name: Named, id: k.2, pattern: '(?P<user>\\w+):(\\w+)@host', min_entropy: 3}
              - {name: Token, id: k.3, pattern: '(\\w+):(?P<TOKEN>\\w+)@host'}
              - {name: Names, id: k.4, pattern: '(?P<user>\\w+):(?P<pass>\\w+)@host'}
            """)
        #expect(result.rule("kingfisher.k.1")?.secret == .numbered([0]) && result.rule("kingfisher.k.1")?.validations.isEmpty == true)
        #expect(result.rule("kingfisher.k.2")?.secret == .numbered([2, 0]) && result.rule("kingfisher.k.2")?.validations.count == 1)
        #expect(result.rule("kingfisher.k.3")?.secret == .numbered([2, 0]))
        #expect(result.rule("kingfisher.k.4")?.secret == .numbered([0]))
        #expect(result.losses.map(\.rule) == ["k.1", "k.4"])
    }
}
