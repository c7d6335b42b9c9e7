/// The end of a delivery before its last step.
struct Stop: Error {
    let delivery: Delivery

    init(_ delivery: Delivery) { self.delivery = delivery }
}
