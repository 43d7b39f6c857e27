package dev.duru.artifact;

import dev.duru.manifest.Packaging.FileMapping;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.OciException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/**
 * Picks what goes into the image from what the jobs left, line by line of {@code package.files}:
 *
 * <ul>
 *   <li>{@code app/: build/} puts what is in the folder {@code build} into the folder {@code app};
 *   <li>{@code app/: build/shop.jar} puts one file into a folder;
 *   <li>{@code app/shop.jar: build/shop-1.2.jar} puts one file under another name;
 *   <li>{@code app/: build/*.jar} puts every file that fits into a folder.
 * </ul>
 */
final class ImageFiles {
    private ImageFiles() {}

    /** A later line replaces what an earlier one put at the same path. */
    static List<LayerEntry> pick(List<FileMapping> mappings, List<LayerEntry> workspace) {
        Map<String, LayerEntry> picked = new LinkedHashMap<>();
        for (FileMapping mapping : mappings) {
            int before = picked.size();
            boolean any = false;
            for (LayerEntry entry : workspace) {
                String target = target(mapping, entry);
                if (!target.isEmpty()) {
                    LayerEntry moved = move(mapping, entry, target);
                    picked.put(moved.path(), moved);
                    any = true;
                }
            }
            if (!any && picked.size() == before) {
                throw missing(mapping);
            }
        }
        return List.copyOf(picked.values());
    }

    /**
     * The part of a line's source that exists whatever the pattern finds: {@code build} of {@code
     * build/*.jar}. This is what is to be kept of a workspace.
     */
    static String root(FileMapping mapping) {
        String source = mapping.source();
        int wild = wildcard(source);
        if (wild < 0) {
            return source;
        }
        int slash = source.lastIndexOf('/', wild);
        return slash < 0 ? "." : source.substring(0, slash);
    }

    private static int wildcard(String source) {
        for (int i = 0; i < source.length(); i++) {
            if (source.charAt(i) == '*' || source.charAt(i) == '?') {
                return i;
            }
        }
        return -1;
    }

    static PackagingException missing(FileMapping mapping) {
        return new PackagingException(
                mapping.position()
                        + ": no job of this commit left `"
                        + mapping.source()
                        + "` behind; check the path, or add the step that makes it");
    }

    /** Where the entry goes in the image, or nothing where this line does not mean it. */
    private static String target(FileMapping mapping, LayerEntry entry) {
        String source = trim(mapping.source());
        String image = mapping.imagePath();
        boolean folder = image.endsWith("/") || trim(image).isEmpty();
        String path = entry.path();
        if (source.isEmpty()) {
            return join(trim(image), path);
        }
        if (wildcard(source) >= 0) {
            boolean fits =
                    !(entry instanceof LayerEntry.Directory)
                            && matcher(mapping, source).matches(Path.of(path));
            return fits ? join(trim(image), name(path)) : "";
        }
        if (path.startsWith(source + "/")) {
            return join(trim(image), path.substring(source.length() + 1));
        }
        if (!path.equals(source)) {
            return "";
        }
        if (entry instanceof LayerEntry.Directory) {
            return trim(image).isEmpty() ? "." : trim(image);
        }
        return folder ? join(trim(image), name(path)) : trim(image);
    }

    private static PathMatcher matcher(FileMapping mapping, String source) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + source);
        } catch (PatternSyntaxException e) {
            throw new PackagingException(
                    mapping.position()
                            + ": `"
                            + source
                            + "` is not a pattern: "
                            + e.getDescription());
        }
    }

    private static LayerEntry move(FileMapping mapping, LayerEntry entry, String target) {
        try {
            return switch (entry) {
                case LayerEntry.Directory directory ->
                        new LayerEntry.Directory(target, directory.mode());
                case LayerEntry.File file ->
                        new LayerEntry.File(target, file.mode(), file.content());
                case LayerEntry.Symlink link -> new LayerEntry.Symlink(target, link.target());
            };
        } catch (OciException e) {
            throw new PackagingException(mapping.position() + ": " + e.getMessage());
        }
    }

    private static String trim(String path) {
        String plain = path;
        while (plain.startsWith("/") || plain.startsWith("./")) {
            plain = plain.substring(plain.indexOf('/') + 1);
        }
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return plain.equals(".") ? "" : plain;
    }

    private static String join(String folder, String rest) {
        return folder.isEmpty() ? rest : folder + "/" + rest;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
