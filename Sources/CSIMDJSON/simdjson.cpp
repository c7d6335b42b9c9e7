#include "CSIMDJSON.h"

#include <cstring>
#include <memory>
#include <simdjson.h>

namespace {

// One parser a thread: its buffers are some 15 bytes for each byte of a document, and allocating
// them anew for every document costs more than parsing a small one.
constexpr size_t kept_bytes = 4 << 20;
thread_local std::unique_ptr<simdjson::dom::parser> parser;
thread_local std::unique_ptr<char[]> padded;
thread_local size_t padded_size = 0;

int hex(const uint8_t *digits) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        const uint8_t c = digits[i];
        int digit;
        if (c >= '0' && c <= '9') digit = c - '0';
        else if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
        else return -1;
        value = value * 16 + digit;
    }
    return value;
}

// simdjson of this age lets some lone surrogates through as bytes that are not UTF-8.
bool surrogates_are_paired(const uint8_t *bytes, size_t count) {
    const uint8_t *at = bytes, *end = bytes + count;
    while (at < end) {
        at = static_cast<const uint8_t *>(memchr(at, '\\', static_cast<size_t>(end - at)));
        if (at == nullptr) return true;
        if (end - at < 2) return false;
        if (at[1] != 'u') {
            at += 2;
            continue;
        }
        if (end - at < 6) return false;
        const int unit = hex(at + 2);
        if (unit < 0) return false;
        at += 6;
        if (unit < 0xD800 || unit > 0xDFFF) continue;
        if (unit > 0xDBFF || end - at < 6 || at[0] != '\\' || at[1] != 'u') return false;
        const int low = hex(at + 2);
        if (low < 0xDC00 || low > 0xDFFF) return false;
        at += 6;
    }
    return true;
}

}  // namespace

extern "C" bool parapet_json_parse(
    const uint8_t *bytes, size_t count, size_t depth, parapet_json_tape *out
) {
    if (!surrogates_are_paired(bytes, count)) return false;
    if (padded_size < count + simdjson::SIMDJSON_PADDING) {
        padded_size = count + simdjson::SIMDJSON_PADDING;
        padded.reset(new (std::nothrow) char[padded_size]);
        if (!padded) {
            padded_size = 0;
            return false;
        }
    }
    memcpy(padded.get(), bytes, count);
    memset(padded.get() + count, 0, simdjson::SIMDJSON_PADDING);
    if (!parser) parser.reset(new simdjson::dom::parser());
    if (parser->capacity() < count || parser->max_depth() != depth) {
        if (parser->allocate(count < 4096 ? 4096 : count, depth)) return false;
    }
    if (parser->parse(padded.get(), count, false).error()) return false;
    out->tape = parser->doc.tape.get();
    out->strings = parser->doc.string_buf.get();
    return true;
}

extern "C" void parapet_json_release(void) {
    if (padded_size <= kept_bytes) return;
    parser.reset();
    padded.reset();
    padded_size = 0;
}
