package dev.duru.source;

import dev.duru.kernel.ProjectName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The addresses of a project's code pages, encoded; what a path or a ref holds never leaves its
 * place in them.
 *
 * @param ref what is looked at: a branch, a tag or a commit
 * @param plain whether that is the default branch, which needs no mention
 */
public record CodeLinks(ProjectName project, String ref, boolean plain) {

    /** A part of a path with its address. */
    public record Crumb(String name, String href) {}

    /** A folder or a file. */
    public String code(String path) {
        return "/" + project + "/code" + segments(path) + query();
    }

    /** A file as it is. */
    public String raw(String path) {
        return "/" + project + "/raw" + segments(path) + query();
    }

    /** The commits, of all or of those that changed a path. */
    public String commits(String path, int skip) {
        List<String> query = new ArrayList<>();
        if (!path.isEmpty()) {
            query.add("path=" + encode(path));
        }
        if (skip > 0) {
            query.add("skip=" + skip);
        }
        return "/"
                + project
                + "/commits"
                + segments(ref)
                + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    /** The same page at another ref. */
    public CodeLinks at(String other) {
        return new CodeLinks(project, other, false);
    }

    /** A commit's difference. */
    public String commit(String id) {
        return "/" + project + "/commit/" + id;
    }

    /** What a commit became. */
    public String change(String id) {
        return "/" + project + "/changes/" + id;
    }

    /** The branches and tags. */
    public String branches() {
        return "/" + project + "/branches";
    }

    /** The way from the root to a path, without the path itself. */
    public List<Crumb> crumbs(String path) {
        List<Crumb> crumbs = new ArrayList<>();
        crumbs.add(new Crumb(project.name(), code("")));
        String[] parts = path.split("/");
        for (int i = 0; i < parts.length - 1; i++) {
            String upTo = String.join("/", Arrays.copyOf(parts, i + 1));
            crumbs.add(new Crumb(parts[i], code(upTo)));
        }
        return crumbs;
    }

    private String query() {
        return plain ? "" : "?ref=" + encode(ref);
    }

    private static String segments(String path) {
        return path.isEmpty()
                ? ""
                : Arrays.stream(path.split("/"))
                        .map(CodeLinks::encode)
                        .collect(Collectors.joining("/", "/", ""));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
