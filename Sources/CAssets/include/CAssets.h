#pragma once
#include <stddef.h>

/// A file that is part of the program.
struct parapet_asset {
    const unsigned char *bytes;
    size_t count;
};

/// The trimmed model of a service by botocore's name; no bytes where there is none.
struct parapet_asset parapet_model(const char *service);

/// AWS's partitions with their regions.
struct parapet_asset parapet_partitions(void);

/// The names of the actions of IAM and STS, a JSON list.
struct parapet_asset parapet_actions(void);

/// The files of the frameworks that Parapet ships, from 0 on; null after the last.
const char *parapet_framework_name(size_t index);
struct parapet_asset parapet_framework(size_t index);

/// The services with a model, from 0 on; null after the last.
const char *parapet_model_name(size_t index);
