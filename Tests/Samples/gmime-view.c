// A mail as GMime sees it, for tests: `structure` prints types, parts and the names of header fields; `content` prints, decoded, all
// header fields and bodies, each behind a line of its own. Reads the mail from standard input.
//
//     cc gmime-view.c -o gmime-view $(pkg-config --cflags --libs gmime-3.0)
#include <ctype.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

static int shows_content;

static void print_lower(const char *text)
{
    for (; text && *text; text++) putchar(tolower((unsigned char)*text));
}

static void visit(GMimeObject *object, int depth);

static void visit_headers(GMimeObject *object, int depth)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    for (int index = 0; index < g_mime_header_list_get_count(list); index++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(list, index);
        if (!shows_content) {
            printf("%*sfield ", depth * 2, "");
            print_lower(g_mime_header_get_name(header));
            putchar('\n');
            continue;
        }
        const char *value = g_mime_header_get_value(header);
        const char *raw = g_mime_header_get_raw_value(header);
        char *decoded = g_mime_utils_header_decode_text(NULL, raw ? raw : "");
        printf("%s: %s\n%s\n", g_mime_header_get_name(header), value ? value : "", decoded ? decoded : "");
        g_free(decoded);
    }
}

static void print_parameters(GMimeParamList *list)
{
    for (int index = 0; list && index < g_mime_param_list_length(list); index++) {
        GMimeParam *parameter = g_mime_param_list_get_parameter_at(list, index);
        printf("%s=%s\n", g_mime_param_get_name(parameter), g_mime_param_get_value(parameter));
    }
}

static void print_content(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    if (type) print_parameters(g_mime_content_type_get_parameters(type));
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    if (disposition) print_parameters(g_mime_content_disposition_get_parameters(disposition));
    if (!GMIME_IS_PART(object)) return;
    GMimeDataWrapper *wrapper = g_mime_part_get_content(GMIME_PART(object));
    if (!wrapper) return;
    GMimeStream *memory = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(wrapper, memory);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    fwrite(bytes->data, 1, bytes->len, stdout);
    putchar('\n');
    // And as text, where it has a character set that GMime converts.
    if (GMIME_IS_TEXT_PART(object)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(object));
        if (text) puts(text);
        g_free(text);
    }
    g_object_unref(memory);
}

static void visit(GMimeObject *object, int depth)
{
    if (!object || depth > 100) return;
    if (!shows_content) {
        GMimeContentType *type = g_mime_object_get_content_type(object);
        char *name = type ? g_mime_content_type_get_mime_type(type) : NULL;
        printf("%*spart ", depth * 2, "");
        print_lower(name);
        putchar('\n');
        g_free(name);
    }
    visit_headers(object, depth);
    if (shows_content) print_content(object);
    if (GMIME_IS_MULTIPART(object)) {
        GMimeMultipart *multipart = GMIME_MULTIPART(object);
        if (shows_content) {
            const char *before = g_mime_multipart_get_prologue(multipart);
            const char *behind = g_mime_multipart_get_epilogue(multipart);
            printf("%s\n%s\n", before ? before : "", behind ? behind : "");
        }
        for (int index = 0; index < g_mime_multipart_get_count(multipart); index++) {
            visit(g_mime_multipart_get_part(multipart, index), depth + 1);
        }
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (inner) {
            visit_headers(GMIME_OBJECT(inner), depth + 1);
            visit(g_mime_message_get_mime_part(inner), depth + 1);
        }
    }
}

int main(int count, char **arguments)
{
    if (count != 2 || (strcmp(arguments[1], "structure") && strcmp(arguments[1], "content"))) {
        fputs("usage: gmime-view structure|content < MAIL\n", stderr);
        return 2;
    }
    shows_content = strcmp(arguments[1], "content") == 0;
    g_mime_init();
    // A pipe cannot be sought in, as the parser does.
    GByteArray *mail = g_byte_array_new();
    guint8 room[65536];
    for (size_t got; (got = fread(room, 1, sizeof room, stdin)) > 0;) g_byte_array_append(mail, room, (guint)got);
    GMimeStream *input = g_mime_stream_mem_new_with_byte_array(mail);
    GMimeParser *parser = g_mime_parser_new_with_stream(input);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (!message) {
        fputs("gmime-view: no message\n", stderr);
        return 1;
    }
    visit_headers(GMIME_OBJECT(message), 0);
    visit(g_mime_message_get_mime_part(message), 0);
    return 0;
}
