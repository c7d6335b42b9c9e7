import Document
import Platform

/// Calls AWS: builds requests from models, signs, sends, waits its turn, tries again, reads answers.
public final class Client: Sendable {
    let http: HTTPClient
    private let endpoints: Endpoints
    private let signer = Signer()
    private let limiter = RateLimiter()
    let clock: AWSClock

    static let maxAttempts = 5
    static let overallSeconds = 120.0
    static let maxResponseBytes = 64 << 20

    /// - Parameter clock: this machine's.
    public init(
        http: HTTPClient = HTTPClient(),
        endpoints: Endpoints,
        clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.http = http
        self.endpoints = endpoints
        self.clock = AWSClock(clock)
    }

    /// One call, retries included.
    struct Call: Sendable {
        let model: ServiceModel
        let operation: Operation
        let region: String
        let parameters: Object
        /// Whose rates count, and whose credentials sign. Nil: unsigned.
        let account: String
        let credentials: (any CredentialSource)?
        /// Whether calling it twice is as good as once. Others are repeated only where AWS surely did
        /// nothing.
        let isRepeatable: Bool
        /// Whether the caller keeps to AWS's rates itself: no call waits here, and throttles are
        /// answered, not tried again.
        var isPaced = false
        /// Where what is called says that it is; nil: where the service is.
        var origin: String?
    }

    /// What came of a call.
    struct Outcome: Sendable {
        let result: Result<Object, CallFailure>
        /// HTTP requests; also where it failed.
        let requests: Int
        /// Of the last answer's body.
        var bytes = 0
        /// AWS's id of the last one; nil where it did not say.
        var id: String?
    }

    func send(_ call: Call) async -> Outcome {
        let built: WireRequest
        do throws(ParameterFailure) {
            built = try call.model.request(call.operation, call.parameters) { Self.token() }
        } catch {
            return Outcome(
                result: .failure(CallFailure(.parameters(error.description))),
                requests: 0
            )
        }
        let key = RateLimiter.Key(
            account: call.account,
            region: call.region,
            service: call.model.name
        )
        let start = ContinuousClock.now
        var requests = 0
        var refreshed = false
        for attempt in 1... {
            do {
                if !call.isPaced { try await limiter.acquire(key) }
            } catch {
                return Outcome(
                    result: .failure(CallFailure(.cancelled(wasSent: false))),
                    requests: requests
                )
            }
            let outcome = await attemptOnce(call, built)
            requests += outcome.wasSent ? 1 : 0
            guard case .failure(let failure) = outcome.result else {
                limiter.succeeded(key)
                return outcome.ended(requests)
            }
            let kind = failure.kind
            if kind == .throttled { limiter.throttled(key) }
            let seconds = start.duration(to: .now) / .seconds(1)
            guard attempt < Self.maxAttempts, seconds < Self.overallSeconds, !Task.isCancelled
            else { return outcome.ended(requests) }
            switch kind {
            case .expired where !refreshed:
                refreshed = true
                call.credentials?.discard()
                continue
            case .skewed where outcome.skewChanged && !refreshed:
                refreshed = true
                continue
            // What changes something is asked for again by whoever may have been stopped since.
            case .throttled where call.isPaced || !call.isRepeatable:
                return outcome.ended(requests)
            case .throttled, .transient:
                guard call.isRepeatable || failure.isWithoutEffect else {
                    return outcome.ended(requests)
                }
                guard call.isPaced || limiter.mayRetry(key) else {
                    return outcome.ended(requests)
                }
            default: return outcome.ended(requests)
            }
            // Full jitter: half a second, doubled each time, at most 20 s.
            let limit = min(20, 0.5 * Double(1 << (attempt - 1)))
            try? await Task.sleep(for: .seconds(Double.random(in: 0...limit)))
        }
        preconditionFailure("the loop ends by returning")
    }

    private struct Attempt {
        let result: Result<Object, CallFailure>
        var bytes = 0
        var id: String?
        var wasSent = true
        var skewChanged = false

        func ended(_ requests: Int) -> Outcome {
            Outcome(result: result, requests: requests, bytes: bytes, id: id)
        }
    }

    private func attemptOnce(_ call: Call, _ built: WireRequest) async -> Attempt {
        var credentials: Credentials?
        if let source = call.credentials, !call.operation.isUnsigned {
            do throws(CredentialFailure) {
                credentials = try await source.credentials()
            } catch {
                return Attempt(result: .failure(CallFailure(.credentials(error))), wasSent: false)
            }
        }
        guard let request = address(call, built, credentials) else {
            let place = "\(call.model.name) has no such endpoint for \(call.region)"
            return Attempt(result: .failure(CallFailure(.noEndpoint(place))), wasSent: false)
        }
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(request)
        } catch {
            return Attempt(result: .failure(CallFailure(Self.cause(error))))
        }
        if let error = call.model.error(in: response) { return attempt(error, response) }
        _ = clock.learn(from: response, isRefused: false)
        switch await document(of: response, to: call) {
        case .success(let document):
            return Attempt(
                result: .success(document),
                bytes: response.body.count,
                id: response.requestID
            )
        case .failure where Task.isCancelled:
            return Attempt(result: .failure(CallFailure(.cancelled(wasSent: true))))
        case .failure(let error):
            if error.rest == nil, let hidden = call.model.hiddenError(in: response) {
                return attempt(hidden, response)
            }
            return Attempt(
                result: .failure(CallFailure(.unreadable(error.description), rest: error.rest)),
                bytes: response.body.count
            )
        }
    }

    /// A large answer is read beside the threads that tasks share: seconds of work there would hold
    /// up heartbeats and leases.
    private func document(
        of response: HTTPResponse,
        to call: Call
    ) async -> Result<Object, UnreadableAnswer> {
        let read = { @Sendable (halt: Halt?) -> Result<Object, UnreadableAnswer> in
            do throws(UnreadableAnswer) {
                return .success(
                    try call.model.document(of: response, to: call.operation, halt: halt)
                )
            } catch {
                return .failure(error)
            }
        }
        guard response.body.count > Self.smallBytes else { return read(nil) }
        let halt = Halt()
        return await withTaskCancellationHandler {
            await Self.decoding.run { read(halt) }
        } onCancel: {
            halt.stop()
        }
    }

    private static let smallBytes = 128 << 10
    /// Two at a time: each may take hundreds of megabytes.
    private static let decoding = WorkThreads(count: 2)

    private func attempt(_ error: ServiceError, _ response: HTTPResponse) -> Attempt {
        let isOfTime = ErrorKind(error) == .skewed
        let hasChanged = clock.learn(from: response, isRefused: isOfTime)
        return Attempt(
            result: .failure(CallFailure(.service(error))),
            id: response.requestID,
            skewChanged: isOfTime && hasChanged
        )
    }

    private static func cause(_ failure: HTTPFailure) -> CallFailure.Cause {
        switch failure {
        case .cancelled: .cancelled(wasSent: true)
        case .timeout: .network("timed out")
        case .connect(let reason): .unreachable(reason)
        case .tls(let reason), .malformed(let reason): .refused(reason)
        case .broken(let reason): .network(reason)
        case .tooLarge: .unreadable("the answer is larger than \(maxResponseBytes) bytes")
        case .refusedURL(let url): .parameters("\(url) is neither https nor a loopback address")
        case .refusedAddress(let address): .unreachable("\(address) may not be spoken to")
        }
    }

    private func address(
        _ call: Call,
        _ built: WireRequest,
        _ credentials: Credentials?
    ) -> HTTPRequest? {
        guard
            let endpoint = endpoints.endpoint(
                of: call.model,
                region: call.region,
                hostPrefix: built.hostPrefix,
                origin: call.origin
            )
        else { return nil }
        let body = body(call, built, credentials)
        let unsigned = Signer.Request(
            method: built.method,
            host: endpoint.host,
            path: endpoint.path + built.path,
            query: built.query,
            headers: built.headers,
            body: body
        )
        var headers = built.headers
        if let credentials {
            headers = signer.headers(
                for: unsigned,
                credentials: credentials,
                region: endpoint.signingRegion,
                service: endpoint.signingName,
                at: clock.now()
            )
        }
        return HTTPRequest(
            method: built.method,
            url: "\(endpoint.scheme)://\(endpoint.host)\(unsigned.target)",
            headers: headers,
            body: body,
            timeoutMilliseconds: 30_000,
            maxResponseBytes: Self.maxResponseBytes,
            isSentOnce: !call.isRepeatable
        )
    }

    private func body(
        _ call: Call,
        _ built: WireRequest,
        _ credentials: Credentials?
    ) -> [UInt8] {
        guard PresignedSource.isNeeded(call), let credentials else { return built.body }
        let source = PresignedSource(
            signer: signer,
            endpoints: endpoints,
            credentials: credentials,
            now: clock.now()
        )
        guard let url = source.url(call) else { return built.body }
        return built.body + Array("&PresignedUrl=\(Signer.encoded(url))".utf8)
    }

    /// A version 4 UUID.
    static func token() -> String {
        var bytes = randomBytes(16)
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let text = hex(bytes)
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst()).map { from, to in
            String(text.dropFirst(from).prefix(to - from))
        }.joined(separator: "-")
    }
}

extension HTTPResponse {
    /// Sources: "Common response headers" of Amazon S3's and "Making requests" of other services' API
    /// references.
    fileprivate var requestID: String? {
        header("x-amzn-requestid") ?? header("x-amz-request-id")
    }
}
