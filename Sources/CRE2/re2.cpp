#include "CRE2.h"

#include <new>

#include <re2/re2.h>

struct CRE2Pattern {
    RE2 expression;

    CRE2Pattern(const re2::StringPiece &text, const RE2::Options &options)
        : expression(text, options) {}
};

extern "C" CRE2Pattern *CRE2PatternCreate(const char *text, size_t length) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    // RE2's own limit is 8 MiB: compiling what fills it takes a good part of a second.
    options.set_max_mem(1 << 20);
    return new (std::nothrow) CRE2Pattern(re2::StringPiece(text, length), options);
}

extern "C" void CRE2PatternDestroy(CRE2Pattern *pattern) { delete pattern; }

extern "C" const char *CRE2PatternError(const CRE2Pattern *pattern) {
    return pattern->expression.ok() ? nullptr : pattern->expression.error().c_str();
}

extern "C" int CRE2PatternSize(const CRE2Pattern *pattern) {
    return pattern->expression.ok() ? pattern->expression.ProgramSize() : 0;
}

extern "C" bool CRE2PatternMatches(const CRE2Pattern *pattern, const char *text, size_t length) {
    return RE2::PartialMatch(re2::StringPiece(text, length), pattern->expression);
}
