import Document
import Platform
import Testing

@testable import AWS

/// What a service says instead of an answer, in every protocol, and what it means.
struct ServiceErrorTests {
    private func error(
        _ service: String,
        _ status: Int,
        _ body: String,
        headers: [(name: String, value: String)] = []
    ) throws -> ServiceError? {
        let model = try #require(ServiceModel.named(service))
        return model.error(
            in: HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        )
    }

    @Test func everyProtocolsForm() throws {
        let ec2 = try error(
            "ec2",
            403,
            "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No. "
                + "Encoded authorization failure message: x9</Message></Error></Errors></Response>"
        )
        #expect(ec2?.code == "UnauthorizedOperation" && ec2?.steadyMessage == "No.")
        let query = try error(
            "iam",
            400,
            "<ErrorResponse><Error><Code>Throttling</Code><Message>m</Message></Error></ErrorResponse>"
        )
        #expect(query?.code == "Throttling" && query.map { ErrorKind($0) } == .throttled)
        let s3 = try error(
            "s3",
            404,
            "<Error><Code>NoSuchBucket</Code><Message>m</Message></Error>"
        )
        #expect(s3?.code == "NoSuchBucket")
        let json = try error(
            "organizations",
            400,
            #"{"__type":"com.amazonaws#AccessDeniedException","Message":"m"}"#
        )
        #expect(json?.code == "AccessDeniedException" && json?.message == "m")
        let rest = try error(
            "lambda",
            404,
            "{}",
            headers: [("X-Amzn-ErrorType", "ResourceNotFoundException:http://x")]
        )
        #expect(rest?.code == "ResourceNotFoundException")
        let old = try error(
            "sqs",
            400,
            #"{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}"#,
            headers: [("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender")]
        )
        #expect(old?.code == "AWS.SimpleQueueService.NonExistentQueue")
    }

    /// What goes into rows and onto screens is not as long as whoever answers likes.
    @Test(arguments: [
        ("iam", 400_000, 100), ("organizations", 400_000, 100), ("iam", 2_000_000, 8),
    ])
    func aCodeHasALimit(service: String, length: Int, limit: Int) throws {
        let model = try #require(ServiceModel.named(service))
        let code = String(repeating: "x", count: length)
        let body =
            service == "iam"
            ? "<ErrorResponse><Error><Code>\(code)</Code><Message>\(code)</Message></Error></ErrorResponse>"
            : #"{"__type":"\#(code)","message":"\#(code)"}"#
        let response = HTTPResponse(status: 400, headers: [], body: Array(body.utf8))
        let error = try #require(model.error(in: response))
        #expect(error.code.count == limit)
        #expect(error.message.count <= 4000)
    }

    /// In every protocol's form, each behind the root or the members of its operation too.
    @Test(
        arguments: [
            ("s3", "ListBuckets", "<Error><Code>AccessDenied</Code><Message>m</Message></Error>"),
            ("s3", "PutBucketTagging", "<Error><Code>AccessDenied</Code></Error>"),
            (
                "ec2", "DescribeVpcs",
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>"
            ),
            (
                "ec2", "DescribeVpcs",
                "<DescribeVpcsResponse><vpcSet/><Errors><Error><Code>UnauthorizedOperation</Code></Error>"
                    + "</Errors></DescribeVpcsResponse>"
            ),
            (
                "iam", "ListUsers",
                "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
            ),
            ("organizations", "ListAccounts", #"{"__type":"x#AccessDeniedException"}"#),
            ("organizations", "ListAccounts", #"{"Accounts":[],"__type":"AccessDeniedException"}"#),
            ("organizations", "MoveAccount", #"{"__type":"AccessDeniedException"}"#),
            ("lambda", "ListFunctions", #"{"__type":"AccessDeniedException"}"#),
        ]
    )
    func anErrorBehindTwoHundredIsAnError(service: String, name: String, body: String) throws {
        let model = try #require(ServiceModel.named(service))
        let operation = try #require(model.operations[name])
        let response = HTTPResponse(status: 200, headers: [], body: Array(body.utf8))
        #expect(throws: UnreadableAnswer.self) { try model.document(of: response, to: operation) }
        #expect(model.hiddenError(in: response).map { ErrorKind($0) } == .denied)
    }

    @Test func anErrorThatTheHeaderNamesIsAnError() throws {
        let model = try #require(ServiceModel.named("lambda"))
        let operation = try #require(model.operations["ListFunctions"])
        let response = HTTPResponse(
            status: 200,
            headers: [("x-amzn-ErrorType", "AccessDeniedException:")],
            body: Array(#"{"Functions":[]}"#.utf8)
        )
        #expect(throws: UnreadableAnswer.self) { try model.document(of: response, to: operation) }
        #expect(model.hiddenError(in: response)?.code == "AccessDeniedException")
    }

    /// What AWS calls its own output is none.
    @Test func theTypeOfTheOutputIsNoError() throws {
        let model = try #require(ServiceModel.named("organizations"))
        let operation = try #require(model.operations["ListAccounts"])
        let body = #"{"__type":"com.amazonaws.organizations#ListAccountsResponse","Accounts":[]}"#
        let response = HTTPResponse(status: 200, headers: [], body: Array(body.utf8))
        #expect(try model.document(of: response, to: operation) == ["Accounts": []])
    }

    @Test func aProxysPageHidesNoError() throws {
        let page = HTTPResponse(status: 200, headers: [], body: Array("<html>Log in</html>".utf8))
        for service in ["ec2", "iam", "s3", "organizations", "lambda"] {
            let model = try #require(ServiceModel.named(service))
            #expect(model.hiddenError(in: page) == nil)
        }
    }

    @Test func aProxysPageIsNotTheServices() throws {
        let page = try error("ec2", 502, "<html><body>Bad gateway<br></body></html>")
        #expect(page?.code == "HTTP 502" && page.map { ErrorKind($0) } == .transient)
        #expect(try error("s3", 403, "")?.code == "AccessDenied")
        #expect(try error("s3", 404, "")?.code == "NotFound")
    }

    @Test(
        arguments: [
            ("SlowDown", 503, ErrorKind.throttled), ("Anything", 429, .throttled),
            ("Anything", 500, .transient), ("ExpiredToken", 403, .expired),
            ("RequestTimeTooSkewed", 403, .skewed), ("AuthFailure", 401, .unavailable),
            ("OptInRequired", 403, .notEnabled), ("AccessDenied", 403, .denied),
            ("ValidationError", 400, .other),
        ]
    )
    func whatItMeans(code: String, status: Int, kind: ErrorKind) {
        #expect(ErrorKind(ServiceError(code: code, message: "", status: status)) == kind)
    }

    /// Nothing crashes and nothing is guessed.
    @Test(
        arguments: [
            ("ec2", "DescribeVpcs", "<html>no</html"), ("ec2", "DescribeVpcs", ""),
            (
                "ec2", "DescribeVpcs",
                "<DescribeVpcsResponse><vpcSet><item><isDefault>maybe</isDefault></item></vpcSet></DescribeVpcsResponse>"
            ),
            ("iam", "ListUsers", "<ListUsersResponse/>"),
            (
                "iam", "ListUsers",
                "<ListUsersResponse><ListUsersResult><Users><member><CreateDate>soon</CreateDate></member></Users></ListUsersResult></ListUsersResponse>"
            ),
            ("organizations", "ListAccounts", "[1]"),
            ("organizations", "ListAccounts", "{\"Accounts\":1}"),
            ("organizations", "ListAccounts", "{\"Accounts\":[{\"Id\":7}]}"),
            ("organizations", "ListAccounts", "{\"Accounts\":"),
        ]
    )
    func unreadableAnswersAreRefused(service: String, name: String, body: String) throws {
        let model = try #require(ServiceModel.named(service))
        let operation = try #require(model.operations[name])
        let response = HTTPResponse(status: 200, headers: [], body: Array(body.utf8))
        #expect(throws: UnreadableAnswer.self) {
            try model.document(of: response, to: operation)
        }
    }

    @Test func whatTheModelDoesNotKnowIsDroppedAndWhatIsMissingIsAbsent() throws {
        let model = try #require(ServiceModel.named("organizations"))
        let operation = try #require(model.operations["ListAccounts"])
        let body = #"{"Accounts":[{"Id":"1","Colour":"red","Name":null}],"Extra":1}"#
        let response = HTTPResponse(status: 200, headers: [], body: Array(body.utf8))
        #expect(
            try model.document(of: response, to: operation) == ["Accounts": [["Id": "1"]]]
        )
    }

    @Test func ourOwnMistakesAreToldBeforeAWSHasTo() throws {
        let model = try #require(ServiceModel.named("s3"))
        let operation = try #require(model.operations["GetBucketPolicy"])
        for (parameters, path) in [
            ([:], "Bucket"), (["Bucket": 7], "Bucket"), (["Bucket": "b", "Buket": "b"], "Buket"),
        ] as [(Object, String)] {
            let failure = #expect(throws: ParameterFailure.self) {
                try model.request(operation, parameters) { "" }
            }
            #expect(failure?.path == path)
        }
    }
}
