// What Parapet ships of frameworks is part of the program: controls are held to it wherever the
// guardrails that name them lie.
#include "CAssets.h"

static const unsigned char cis_3_0[] = {
#embed "../../ops/guardrails/frameworks/cis-3.0.yaml"
};
static const unsigned char cis_5_0[] = {
#embed "../../ops/guardrails/frameworks/cis-5.0.yaml"
};

static const struct {
    const char *name;
    struct parapet_asset text;
} frameworks[] = {
    {"cis-3.0.yaml", {cis_3_0, sizeof cis_3_0}},
    {"cis-5.0.yaml", {cis_5_0, sizeof cis_5_0}},
};

static const size_t count = sizeof frameworks / sizeof *frameworks;

const char *parapet_framework_name(size_t index) {
    return index < count ? frameworks[index].name : NULL;
}

struct parapet_asset parapet_framework(size_t index) {
    struct parapet_asset none = {NULL, 0};
    return index < count ? frameworks[index].text : none;
}
