package dev.duru.pipeline.services.http;

import dev.duru.web.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A page of a list, as {@code page} and {@code per_page} ask for it.
 *
 * @param number counted from 1
 * @param last the number of the last page
 * @param total how many items the whole list has
 */
public record Slice<T>(List<T> items, int number, int size, int last, int total) {
    private static final int LARGEST = 100;

    /** The page that a request asks for; {@code usual} items when it does not say how many. */
    public static <T> Slice<T> of(List<T> all, Request request, int usual) {
        int size = Math.clamp(number(request.query("per_page").orElse(""), usual), 1, LARGEST);
        int page = Math.max(1, number(request.query("page").orElse(""), 1));
        int last = Math.max(1, (all.size() + size - 1) / size);
        int from = (int) Math.min(all.size(), (long) (page - 1) * size);
        List<T> items = all.subList(from, Math.min(all.size(), from + size));
        return new Slice<>(items, page, size, last, all.size());
    }

    private static int number(String text, int otherwise) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : otherwise;
    }

    /**
     * The Link header that leads to the other pages (RFC 8288); {@code ""} when there are none.
     *
     * @param server its URL, without a slash at the end
     */
    public String links(Request request, String server) {
        List<String> links = new ArrayList<>();
        if (number > 1) {
            links.add(link(request, server, number - 1, "prev"));
        }
        if (number < last) {
            links.add(link(request, server, number + 1, "next"));
            links.add(link(request, server, last, "last"));
        }
        if (number > 1) {
            links.add(link(request, server, 1, "first"));
        }
        return String.join(", ", links);
    }

    private static String link(Request request, String server, int page, String rel) {
        String rest =
                Arrays.stream(request.rawQuery().split("&"))
                        .filter(one -> !one.isEmpty() && !one.startsWith("page="))
                        .map(one -> one + "&")
                        .collect(Collectors.joining());
        return "<%s%s?%spage=%d>; rel=\"%s\"".formatted(server, request.rawPath(), rest, page, rel);
    }
}
