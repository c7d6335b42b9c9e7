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

    /// AWS's published test suite: get-vanilla and get-vanilla-query-order-key-case.
    @Test func publishedVectors() throws {
        let host = "example.amazonaws.com"
        #expect(
            try signature(Signer.Request(method: "GET", host: host), service: "service")
                == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        )
        #expect(
            try signature(
                Signer.Request(
                    method: "GET",
                    host: host,
                    query: [("Param2", "value2"), ("Param1", "value1")]
                ),
                service: "service"
            )
                == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
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
