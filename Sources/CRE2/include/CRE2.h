#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// A compiled RE2 pattern; matching is safe from any number of threads.
typedef struct CRE2Pattern CRE2Pattern;

// Null where memory is short. A pattern with bad syntax is made too: see CRE2PatternError.
CRE2Pattern *CRE2PatternCreate(const char *text, size_t length);
void CRE2PatternDestroy(CRE2Pattern *pattern);

// Null for a good pattern; else what is wrong with it, owned by the pattern.
const char *CRE2PatternError(const CRE2Pattern *pattern);

// How many instructions the pattern was compiled to; 0 for a bad one.
int CRE2PatternSize(const CRE2Pattern *pattern);

// Whether the pattern matches anywhere in the text.
bool CRE2PatternMatches(const CRE2Pattern *pattern, const char *text, size_t length);

#ifdef __cplusplus
}
#endif
