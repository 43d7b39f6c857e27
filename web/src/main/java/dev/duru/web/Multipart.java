package dev.duru.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.duru.kernel.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A form with files, {@code multipart/form-data}. Source: RFC 7578. */
record Multipart(FormData fields, Map<String, Upload> files) {
    static final String TYPE = "multipart/form-data";

    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^\\s;]{1,70}))");
    private static final Pattern NAME = Pattern.compile("(?i);\\s*name=\"([^\"]*)\"");
    private static final Pattern FILE = Pattern.compile("(?i);\\s*filename=\"([^\"]*)\"");

    /**
     * Reads a body.
     *
     * @param type the Content-Type, with its boundary
     * @throws ProblemException USER when it is no such form
     */
    static Multipart parse(String type, byte[] body) {
        Matcher boundary = BOUNDARY.matcher(type);
        if (!boundary.find()) {
            throw ProblemException.user("the form says no boundary; send it as RFC 7578 says");
        }
        String between = "--" + (boundary.group(1) != null ? boundary.group(1) : boundary.group(2));
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Map<String, Upload> files = new LinkedHashMap<>();
        // Byte for character, so that it can be cut at a boundary.
        String text = "\r\n" + new String(body, ISO_8859_1);
        for (String part : text.split(Pattern.quote("\r\n" + between), -1)) {
            int end = part.indexOf("\r\n\r\n");
            if (end < 0) {
                continue;
            }
            String head = part.substring(0, end);
            byte[] content = part.substring(end + 4).getBytes(ISO_8859_1);
            Matcher name = NAME.matcher(head);
            if (!name.find()) {
                continue;
            }
            String field = unicode(name.group(1));
            Matcher file = FILE.matcher(head);
            if (!file.find()) {
                fields.computeIfAbsent(field, any -> new ArrayList<>())
                        .add(new String(content, UTF_8));
            } else if (!file.group(1).isEmpty()) {
                files.put(field, new Upload(unicode(file.group(1)), content));
            }
        }
        return new Multipart(new FormData(fields), files);
    }

    private static String unicode(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }
}
