import Testing

@testable import Cluster

struct PollPlanTests {
    private func begins(_ plan: inout PollPlan) -> Int {
        var count = 0
        while plan.begins() { count += 1 }
        return count
    }

    @Test func twoListenWhileItIsQuiet() {
        var plan = PollPlan(most: 16)
        #expect(begins(&plan) == 2)
        plan.ended(messages: 0, isFull: false)
        #expect(begins(&plan) == 1)
    }

    @Test func thereAreMoreWhileTheyComeBackFullAndNoMoreThanThat() {
        var plan = PollPlan(most: 16)
        _ = begins(&plan)
        for _ in 0..<10 {
            plan.ended(messages: 10, isFull: true)
            _ = begins(&plan)
        }
        #expect(plan.active == 16)
        plan.ended(messages: 3, isFull: false)
        #expect(begins(&plan) == 1)
        for _ in 0..<14 { plan.ended(messages: 0, isFull: false) }
        #expect(begins(&plan) == 0)
        #expect(plan.active == 2)
    }

    @Test func afterAFailureOneAloneTriesWithGrowingPauses() {
        var plan = PollPlan(most: 16)
        _ = begins(&plan)
        var pauses: [Double] = []
        for _ in 0..<8 {
            pauses.append(plan.failed())
            plan.goesOn()
            _ = begins(&plan)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(plan.active == 1)
        plan.ended(messages: 0, isFull: false)
        #expect(begins(&plan) == 2)
        #expect(plan.failed() == 1)
    }
}
