import Document
import Policy
import Testing

struct NetworkSetTests {
    @Test(
        arguments: [
            (["0.0.0.0/0"], true), (["0.0.0.0/1", "128.0.0.0/1"], true), (["8.0.0.0/7"], true),
            (["8.0.0.0/8"], false), (["10.0.0.0/7"], false), (["10.0.0.0/8"], false),
            (["2000::/3"], true), (["2000::/4"], true), (["2a00::/31"], true),
            (["2a00::/32"], false),
            (["fc00::/7"], false), (["::/0"], true), (["::/1"], true), (["8000::/1"], false),
            ([], false),
            ((0..<256).map { "\($0).0.0.0/8" }, true),
            ((1..<60).map { "\($0 * 2 + 1).0.0.0/8" }, false),
        ] as [([String], Bool)]
    )
    func internet(networks: [String], isInternet: Bool) {
        #expect(NetworkSet(networks.compactMap { Network($0) }).isInternet == isInternet)
    }

    @Test func setsObeyTheirLaws() {
        var random = SystemRandomNumberGenerator()
        func some() -> NetworkSet {
            NetworkSet(
                (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in
                    Network("\(UInt8.random(in: 0...3)).0.0.0/\(Int.random(in: 0...9))")
                }
            )
        }
        for _ in 0..<500 {
            let (left, right) = (some(), some())
            #expect(left.complement.complement == left)
            #expect(left.union(right).complement == left.complement.intersection(right.complement))
            #expect(left.subtracting(right).union(left.intersection(right)) == left)
            #expect(left.union(left.complement) == .all)
            #expect(left.contains(left.intersection(right)))
        }
    }
}
