package dev.duru.oci;

/**
 * One thing that a layer puts into the image. Folders above it need no entry of their own. Owner is
 * always 0:0, the time always that of the image, so neither is asked for.
 */
public sealed interface LayerEntry {
    /** Where in the image: relative, with forward slashes. */
    String path();

    /** A folder; {@code mode} are permission bits such as {@code 0755}. */
    record Directory(String path, int mode) implements LayerEntry {
        public Directory {
            path = ImagePath.normalise(path);
        }
    }

    /** A regular file; {@code mode} are permission bits such as {@code 0644}. */
    record File(String path, int mode, Content content) implements LayerEntry {
        public File {
            path = ImagePath.normalise(path);
            if (path.isEmpty()) {
                throw new OciException("a file needs a name; the root of an image is a folder");
            }
        }
    }

    /** A symbolic link; {@code target} is written as it is. */
    record Symlink(String path, String target) implements LayerEntry {
        public Symlink {
            path = ImagePath.normalise(path);
            if (path.isEmpty() || target.isEmpty() || target.indexOf('\0') >= 0) {
                throw new OciException("a link needs a name and a target: '" + path + "'");
            }
        }
    }
}
