package dev.duru.web;

import dev.duru.kernel.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scripts, style sheets and pictures, in memory, under a path that holds the hash of all of them,
 * so that browsers may keep them for ever.
 */
final class Assets {
    private static final String WEBJARS = "META-INF/resources/webjars/";
    private static final String OWN = "dev/duru/web/assets/";
    private static final List<String> STYLES =
            List.of(
                    "tokens.css",
                    "base.css",
                    "layout.css",
                    "components.css",
                    "forms.css",
                    "views.css",
                    "graphs.css",
                    "ring.css");

    private final Map<String, byte[]> files = new TreeMap<>();
    private final String base;

    Assets(Map<String, Router.Asset> more) {
        ClassLoader own = Assets.class.getClassLoader();
        files.put("htmx.js", read(own, WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js"));
        files.put("uplot.js", read(own, WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js"));
        files.put("app.js", read(own, OWN + "app.js"));
        files.put("icon.svg", read(own, OWN + "icon.svg"));
        files.put("app.css", styles(own));
        more.forEach((name, asset) -> files.put(name, read(asset.loader(), asset.resource())));
        base = "/assets/" + hash();
    }

    /** The path of all assets, without a slash at its end. */
    String base() {
        return base;
    }

    /** An asset by name; an old hash gets the present one, without being kept. */
    Reply reply(String hash, String name) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw ProblemException.notFound("there is no asset " + name);
        }
        boolean current = base.endsWith("/" + hash);
        return Reply.bytes(type(name), bytes)
                .withHeader(
                        "Cache-Control",
                        current ? "public, max-age=31536000, immutable" : "no-cache");
    }

    private static byte[] styles(ClassLoader own) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(read(own, WEBJARS + "uplot/1.6.30/dist/uPlot.min.css"));
        for (String style : STYLES) {
            all.write('\n');
            all.writeBytes(read(own, OWN + style));
        }
        return all.toByteArray();
    }

    private String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, bytes) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] read(ClassLoader loader, String resource) {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            default -> "application/octet-stream";
        };
    }
}
