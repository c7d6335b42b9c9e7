import Document
import Guardrails

/// A CloudFormation template of the way that events take: a rule in each account and region hands them to
/// one bus, whose rule hands them to the queue that `parapet feed` receives from.
///
/// Sources: Amazon EventBridge User Guide, "Sending and receiving events between AWS accounts", "AWS service
/// events delivered via AWS CloudTrail" and "Event pattern quota"; Amazon SQS Developer Guide, "Amazon SQS
/// dead-letter queues".
public enum EventTemplate {
    /// What the queue and the one for what nobody could take are called.
    public static let queueName = "parapet-events"
    static let deadQueueName = "parapet-events-dead"
    static let busName = "parapet"
    /// Of the rules of each account and region, and of the bus's own.
    public static let forwardRuleName = "parapet-forward"
    static let queueRuleName = "parapet-queue"

    /// A pattern has 2048 characters at most.
    static let patternLimit = 2048

    /// What the rules hand on: findings that Security Hub was given, and what was written, as services of types with guardrails tell it, and what
    /// Organizations and Control Tower tell of accounts. Reads are not handed on by a rule that is
    /// merely enabled.
    static var pattern: JSON {
        [
            "source": .list(sources),
            "detail-type": [
                "AWS API Call via CloudTrail", "AWS Service Event via CloudTrail",
                .string(ImportedFinding.kind),
            ],
        ]
    }

    static var sources: [String] {
        let services = Catalogue.aws.types.compactMap {
            ServiceModel.named($0.service)?.signingName
        }
        return Set(services + ["controltower", "organizations"]).map { "aws.\($0)" }.sorted()
    }

    public static var text: String {
        """
        # Written by 'parapet permissions events'. The way of events from every account and region to Parapet.
        # First a stack in the account and region that Parapet runs in, without CentralBus; then the same
        # template as a stack set for the others, with what that stack put out: 'parapet permissions deploy'.
        AWSTemplateFormatVersion: "2010-09-09"
        Description: Hands what CloudTrail tells of changes to the queue that Parapet receives from.
        Parameters:
          OrganizationId:
            Type: String
            AllowedPattern: "o-[a-z0-9]{10,32}"
            Description: The organization whose accounts may hand events on
          CentralBus:
            Type: String
            Default: ""
            AllowedPattern: "(arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/[A-Za-z0-9._/-]+)?"
            Description: The ARN of the bus where Parapet runs; empty where the bus itself is made
        Conditions:
          IsCentral: !Equals [!Ref CentralBus, ""]
        Resources:
        \(central)
        \(member)
        Outputs:
          BusArn: { Condition: IsCentral, Value: !GetAtt Bus.Arn, Description: CentralBus of the stack set }
          QueueUrl: { Condition: IsCentral, Value: !Ref Queue, Description: "url of events.queues in parapet.yaml" }
          DeadLettersUrl: { Condition: IsCentral, Value: !Ref DeadLetters, Description: Is to stay empty }

        """
    }

    /// The bus takes from the organization alone, the queue from the bus's rule alone.
    private static var central: String {
        """
          Bus:
            Type: AWS::Events::EventBus
            Condition: IsCentral
            Properties: { Name: \(busName) }
          BusPolicy:
            Type: AWS::Events::EventBusPolicy
            Condition: IsCentral
            Properties:
              EventBusName: !Ref Bus
              StatementId: organization
              Statement:
                Effect: Allow
                Principal: "*"
                Action: events:PutEvents
                Resource: !GetAtt Bus.Arn
                Condition: { StringEquals: { "aws:PrincipalOrgID": !Ref OrganizationId } }
          # What the bus's rule could not hand on, and what was received again and again.
          DeadLetters:
            Type: AWS::SQS::Queue
            Condition: IsCentral
            Properties:
              QueueName: \(deadQueueName)
              MessageRetentionPeriod: 1209600
              SqsManagedSseEnabled: true
          Queue:
            Type: AWS::SQS::Queue
            Condition: IsCentral
            Properties:
              QueueName: \(queueName)
              MessageRetentionPeriod: 1209600
              ReceiveMessageWaitTimeSeconds: 20
              VisibilityTimeout: 60
              SqsManagedSseEnabled: true
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt DeadLetters.Arn
                maxReceiveCount: 50
          QueuePolicy:
            Type: AWS::SQS::QueuePolicy
            Condition: IsCentral
            Properties:
              Queues: [!Ref Queue, !Ref DeadLetters]
              PolicyDocument:
                Version: "2012-10-17"
                Statement:
                  - Sid: rule
                    Effect: Allow
                    Principal: { Service: events.amazonaws.com }
                    Action: sqs:SendMessage
                    Resource: [!GetAtt Queue.Arn, !GetAtt DeadLetters.Arn]
                    Condition: { ArnEquals: { "aws:SourceArn": !GetAtt QueueRule.Arn } }
                  - Sid: encrypted
                    Effect: Deny
                    Principal: "*"
                    Action: sqs:*
                    Resource: [!GetAtt Queue.Arn, !GetAtt DeadLetters.Arn]
                    Condition: { Bool: { "aws:SecureTransport": "false" } }
          QueueRule:
            Type: AWS::Events::Rule
            Condition: IsCentral
            Properties:
              Name: \(queueRuleName)
              Description: What Parapet hears of
              EventBusName: !Ref Bus
              State: ENABLED
              EventPattern: \(pattern.text)
              Targets:
                - Id: queue
                  Arn: !GetAtt Queue.Arn
                  DeadLetterConfig: { Arn: !GetAtt DeadLetters.Arn }
        """
    }

    /// On the account's own bus, in each region.
    private static var member: String {
        """
          ForwardRole:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Principal: { Service: events.amazonaws.com }
                    Action: sts:AssumeRole
                    Condition: { StringEquals: { "aws:SourceAccount": !Ref "AWS::AccountId" } }
              Policies:
                - PolicyName: forward
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Action: events:PutEvents
                        Resource: !If [IsCentral, !GetAtt Bus.Arn, !Ref CentralBus]
          ForwardRule:
            Type: AWS::Events::Rule
            Properties:
              Name: \(forwardRuleName)
              Description: Hands on to Parapet's bus what was changed
              State: ENABLED
              EventPattern: \(pattern.text)
              Targets:
                - Id: bus
                  Arn: !If [IsCentral, !GetAtt Bus.Arn, !Ref CentralBus]
                  RoleArn: !GetAtt ForwardRole.Arn
        """
    }
}
