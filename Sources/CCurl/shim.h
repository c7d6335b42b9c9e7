#pragma once
// Swift cannot call variadic functions, and does not see options that are macros.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

static inline CURLcode parapet_easy_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode parapet_easy_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode parapet_easy_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

// Fixed by the size first, so that bodies with zero bytes are copied whole.
static inline CURLcode parapet_easy_body(CURL *easy, const void *bytes, curl_off_t count) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

typedef size_t (*parapet_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline void parapet_easy_callbacks(
    CURL *easy, parapet_data_callback header, parapet_data_callback body, void *context) {
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, context);
}

static inline void parapet_easy_read(CURL *easy, parapet_data_callback read) {
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read);
}

// Asked before each connection: the socket to use, or CURL_SOCKET_BAD for none.
static inline void parapet_easy_open_socket(
    CURL *easy, curl_opensocket_callback open, void *context) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
}

static inline void *parapet_easy_context(CURL *easy) {
    void *context = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &context);
    return context;
}

static inline long parapet_easy_status(CURL *easy) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static inline CURLMcode parapet_multi_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// Nil when no transfer has ended.
static inline CURL *parapet_multi_ended(CURLM *multi, CURLcode *code) {
    int rest;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &rest));) {
        if (message->msg == CURLMSG_DONE) {
            *code = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}
