#pragma once
#include <libxml/xmlversion.h>
// ICU's headers would come along otherwise, and clash with those inside Foundation.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>

/// `xmlFree` is a variable, which Swift cannot call safely.
static inline void parapet_xml_free(void *text) { xmlFree(text); }
