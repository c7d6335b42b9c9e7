import Guardrails

extension HTMLMail {
    /// Inline, for mail programs drop style sheets. Colours hold 4.5 to 1 against white.
    enum Style {
        private static let font =
            "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
        private static let mono = "font-family:Consolas,Menlo,'DejaVu Sans Mono',monospace"
        private static let breaking = "overflow-wrap:anywhere;word-break:break-word"

        static let body = "margin:0;padding:0;background:#eef0f3;color:#1b1f24;\(font)"
        static let card = "max-width:660px;background:#ffffff;border:1px solid #d8dee4;\(font)"
        static let title =
            "margin:0 0 10px;font-size:21px;line-height:1.3;color:#1b1f24;\(breaking)"
        static let heading =
            "margin:8px 0 8px;font-size:16px;line-height:1.3;color:#1b1f24;\(breaking)"
        static let paragraph =
            "margin:0 0 10px;font-size:15px;line-height:1.5;color:#1b1f24;\(breaking)"
        static let list = "margin:0 0 10px;padding:0 0 0 20px"
        static let item = "margin:0 0 4px;font-size:14px;line-height:1.45;color:#1b1f24;\(breaking)"
        static let entry =
            "margin:0 0 10px;border:1px solid #d8dee4;border-collapse:separate;table-layout:fixed"
        static let entryTitle =
            "margin:0 0 6px;font-size:15px;line-height:1.4;color:#1b1f24;\(breaking)"
        static let label =
            "padding:3px 14px 2px 0;font-size:13px;line-height:1.5;color:#59636e;white-space:nowrap"
        static let value = "padding:2px 0;font-size:14px;line-height:1.45;color:#1b1f24;\(breaking)"
        static let number =
            "padding:2px 14px 2px 0;font-size:15px;line-height:1.4;font-weight:600;color:#1b1f24"
        static let code = "font-size:13px;\(mono);\(breaking)"
        static let link = "margin:8px 0 2px;font-size:14px"
        static let purpose =
            "margin:0 0 4px;font-size:14px;line-height:1.45;color:#1b1f24;\(breaking)"
        static let command =
            "margin:0 0 8px;padding:8px 10px;background:#f6f7f9;border:1px solid #d8dee4;"
            + "font-size:13px;line-height:1.45;color:#1b1f24;white-space:pre-wrap;\(mono);\(breaking)"
        static let footer =
            "padding:14px 26px 18px;border-top:1px solid #d8dee4;font-size:12px;line-height:1.5;"
            + "color:#59636e;\(breaking)"

        static func colour(_ severity: Severity?) -> String {
            switch severity {
            case .critical: "#a40e26"
            case .high: "#b5440b"
            case .medium: "#7d5b00"
            case .low: "#0a5cad"
            case .info, nil: "#59636e"
            }
        }
    }
}
