#pragma once
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// simdjson's tape (its doc/tape.md) and the strings it points into. Both belong to the parser of
/// the calling thread and are valid until that thread parses again or calls parapet_json_release.
typedef struct {
    const uint64_t *tape;
    const uint8_t *strings;
} parapet_json_tape;

/// Parses one document. False for anything that is not exactly one well-formed document of at most
/// `depth` levels: lone surrogates and integers beyond 64 bits included.
bool parapet_json_parse(const uint8_t *bytes, size_t count, size_t depth, parapet_json_tape *out);

/// Gives the thread's buffers back when they have grown large.
void parapet_json_release(void);

#ifdef __cplusplus
}
#endif
