// Reads NDJSON and looks at every key and every value with simdjson's on-demand parser: keys and strings decoded, numbers,
// true, false and null as they stand. It masks nothing and writes nothing, so what it takes is about the least that
// something can take that examines JSON by its structure. One thread.
//
//   simdjson-walk FILE
//
// Prints what it has seen: documents, keys, values, and the bytes of keys and values.
#include <cstdio>
#include <cstring>
#include <vector>
#include <simdjson.h>

using namespace simdjson;

namespace {

// Each read brings this much; lines that are cut by its end move to the front of the next.
constexpr size_t block = size_t(8) << 20;

struct Seen {
    size_t documents = 0, keys = 0, values = 0, bytes = 0;

    // Objects and arrays are values as well. Depth is bounded by the parser (1024).
    template <typename Value> void walk(Value &value) {
        ++values;
        switch (value.type()) {
        case ondemand::json_type::object:
            for (auto field : value.get_object()) {
                std::string_view key = field.unescaped_key();
                ++keys;
                bytes += key.size();
                ondemand::value inner = field.value();
                walk(inner);
            }
            break;
        case ondemand::json_type::array:
            for (auto element : value.get_array()) walk(element.value());
            break;
        case ondemand::json_type::string:
            bytes += std::string_view(value.get_string()).size();
            break;
        default:
            bytes += std::string_view(value.raw_json_token()).size();
        }
    }
};

} // namespace

int main(int count, char **arguments) {
    if (count != 2) return fputs("usage: simdjson-walk FILE\n", stderr), 2;
    FILE *file = fopen(arguments[1], "rb");
    if (!file) return perror(arguments[1]), 2;
    setvbuf(file, nullptr, _IONBF, 0);
    std::vector<char> buffer(2 * block + SIMDJSON_PADDING);
    ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
    parser.threaded = false;
#endif
    Seen seen;
    size_t held = 0;
    try {
        for (bool last = false; !last;) {
            size_t got = fread(buffer.data() + held, 1, block, file);
            last = got == 0;
            held += got;
            size_t whole = held;
            if (!last) {
                const char *end = static_cast<const char *>(memrchr(buffer.data(), '\n', held));
                if (!end && held > block) return fprintf(stderr, "simdjson-walk: a line of more than %zu bytes\n", block), 1;
                whole = end ? size_t(end - buffer.data()) + 1 : 0;
            }
            if (whole) {
                ondemand::document_stream stream = parser.iterate_many(buffer.data(), whole, whole);
                for (auto document : stream) {
                    ++seen.documents;
                    seen.walk(document.value());
                }
                if (stream.truncated_bytes()) return fputs("simdjson-walk: the last document is cut off\n", stderr), 1;
            }
            held -= whole;
            memmove(buffer.data(), buffer.data() + whole, held);
        }
    } catch (const simdjson_error &error) {
        return fprintf(stderr, "simdjson-walk: document %zu: %s\n", seen.documents, error.what()), 1;
    }
    if (ferror(file)) return perror(arguments[1]), 2;
    fclose(file);
    printf("%zu documents, %zu keys, %zu values, %zu bytes\n", seen.documents, seen.keys, seen.values, seen.bytes);
}
