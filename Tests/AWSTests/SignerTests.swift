import Document
import Testing

@testable import AWS

struct SignerTests {
    private let time = Timestamp("2015-08-30T12:36:00Z") ?? .epoch

    private func signature(
        _ request: Signer.Request,
        service: String,
        sessionToken: String? = nil,
        signer: Signer = Signer()
    ) throws -> String {
        let headers = signer.headers(
            for: request,
            credentials: Credentials(
                accessKeyID: "AKIDEXAMPLE",
                secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                sessionToken: sessionToken
            ),
            region: "us-east-1",
            service: service,
            at: time
        )
        let authorization = try #require(headers.last)
        #expect(authorization.name == "Authorization")
        return String(authorization.value.suffix(64))
    }

    /// A case of AWS's published test suite (aws-sig-v4-test-suite; the paths of its "unnormalized"
    /// cases). It signs the path as it is written, encoded once.
    struct Vector: Sendable {
        let name: String
        let request: Signer.Request
        let signature: String

        init(
            _ name: String,
            _ method: String,
            _ path: String,
            _ query: [(name: String, value: String)],
            _ headers: [(name: String, value: String)],
            _ signature: String,
            body: String
        ) {
            self.name = name
            request = Signer.Request(
                method: method,
                host: "example.amazonaws.com",
                path: path,
                query: query,
                headers: headers,
                body: Array(body.utf8)
            )
            self.signature = signature
        }
    }

    private static let unreserved =
        "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    private static let vectors = [
        Vector(
            "get-vanilla",
            "GET",
            "/",
            [],
            [],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            body: ""
        ),
        Vector(
            "get-vanilla-query-order-key-case",
            "GET",
            "/",
            [("Param2", "value2"), ("Param1", "value1")],
            [],
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            body: ""
        ),
        Vector(
            "get-vanilla-query-unreserved",
            "GET",
            "/",
            [("\(unreserved)", "\(unreserved)")],
            [],
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
            body: ""
        ),
        Vector(
            "get-vanilla-utf8-query",
            "GET",
            "/",
            [("ሴ", "bar")],
            [],
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
            body: ""
        ),
        Vector(
            "get-header-key-duplicate",
            "GET",
            "/",
            [],
            [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
            body: ""
        ),
        Vector(
            "get-header-value-order",
            "GET",
            "/",
            [],
            [
                ("My-Header1", "value4"), ("My-Header1", "value1"), ("My-Header1", "value3"),
                ("My-Header1", "value2"),
            ],
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
            body: ""
        ),
        Vector(
            "get-header-value-trim",
            "GET",
            "/",
            [],
            [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            body: ""
        ),
        Vector(
            "get-unreserved",
            "GET",
            "/\(unreserved)",
            [],
            [],
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
            body: ""
        ),
        Vector(
            "get-utf8",
            "GET",
            "/ሴ",
            [],
            [],
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
            body: ""
        ),
        Vector(
            "get-space",
            "GET",
            "/example space/",
            [],
            [],
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
            body: ""
        ),
        Vector(
            "get-slashes",
            "GET",
            "//example//",
            [],
            [],
            "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5",
            body: ""
        ),
        Vector(
            "post-vanilla",
            "POST",
            "/",
            [],
            [],
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            body: ""
        ),
        Vector(
            "post-vanilla-query",
            "POST",
            "/",
            [("Param1", "value1")],
            [],
            "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
            body: ""
        ),
        Vector(
            "post-header-key-sort",
            "POST",
            "/",
            [],
            [("My-Header1", "value1")],
            "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
            body: ""
        ),
        Vector(
            "post-x-www-form-urlencoded",
            "POST",
            "/",
            [],
            [
                ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "13"),
                (
                    "X-Amz-Content-Sha256",
                    "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
                ),
            ],
            "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
            body: "Param1=value1"
        ),
        Vector(
            "post-x-www-form-urlencoded-parameters",
            "POST",
            "/",
            [],
            [
                ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                ("Content-Length", "13"),
                (
                    "X-Amz-Content-Sha256",
                    "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
                ),
            ],
            "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422",
            body: "Param1=value1"
        ),
    ]

    @Test(arguments: vectors)
    func publishedVectors(vector: Vector) throws {
        #expect(
            try signature(vector.request, service: "service") == vector.signature,
            "\(vector.name)"
        )
    }

    /// What botocore 1.43.11 signs for the same requests.
    @Test func signsAsBotocoreDoes() throws {
        #expect(
            try signature(
                Signer.Request(
                    method: "POST",
                    host: "ec2.us-east-1.amazonaws.com",
                    headers: [("Content-Type", "application/x-www-form-urlencoded")],
                    body: Array("Action=DescribeVpcs&Version=2016-11-15".utf8)
                ),
                service: "ec2",
                sessionToken: "TOKEN=="
            )
                == "5e41ad9b970ed998472ae24d900400c5a3a2bd326bcde293bdd427bfdcd96fcb"
        )
        #expect(
            try signature(
                Signer.Request(
                    method: "GET",
                    host: "lambda.us-east-1.amazonaws.com",
                    path: "/a%20b/%3A"
                ),
                service: "lambda"
            )
                == "48d55cd49bbeb485189f0d08ae9633f7358e1df070c679ce8d7d9cb8fd87b0c0"
        )
        #expect(
            try signature(
                Signer.Request(
                    method: "GET",
                    host: "s3.us-east-1.amazonaws.com",
                    path: "/b/a%20b/%C3%BC",
                    query: [("acl", "")]
                ),
                service: "s3"
            )
                == "fd16bd92091b4e0afaf12bdfbaa9bd874674caf9b761249b94bd1806f5a75a71"
        )
    }

    @Test func aKeptKeySignsTheSame() throws {
        let signer = Signer()
        let request = Signer.Request(method: "GET", host: "example.amazonaws.com")
        let first = try signature(request, service: "service", signer: signer)
        #expect(try signature(request, service: "service", signer: signer) == first)
        #expect(try signature(request, service: "other", signer: signer) != first)
    }

    @Test func credentialsAreNotPrinted() {
        let credentials = Credentials(
            accessKeyID: "AKID",
            secretAccessKey: "secret",
            sessionToken: "token"
        )
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(text.contains("AKID") && !text.contains("secret") && !text.contains("token"))
        }
    }

    @Test func theTargetIsEncodedOnce() {
        let request = Signer.Request(
            method: "GET",
            host: "h",
            path: "/a%20b/c",
            query: [("x", "1/2"), ("a", "ü")]
        )
        #expect(request.target == "/a%20b/c?a=%C3%BC&x=1%2F2")
    }
}
