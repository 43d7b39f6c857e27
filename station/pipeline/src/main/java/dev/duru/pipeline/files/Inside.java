package dev.duru.pipeline.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether paths stay within a folder. */
public final class Inside {
    private Inside() {}

    /**
     * A path below a folder, for reading or writing, with no link on the way that leads out.
     *
     * @param name relative, as a user wrote it
     * @throws HostilePathException if it leads out of the folder
     */
    public static Path resolve(Path folder, String name) {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
            throw new HostilePathException("'" + name + "' leads out of its folder");
        }
        try {
            Path real = folder.toRealPath();
            Path existing = target;
            while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
                Path up = existing.getParent();
                if (up == null) {
                    return target;
                }
                existing = up;
            }
            if (!existing.toRealPath().startsWith(real)) {
                throw new HostilePathException(
                        "'" + name + "' leads out of its folder through a symbolic link");
            }
            return target;
        } catch (IOException e) {
            throw new HostilePathException("'" + name + "' cannot be followed: " + e.getMessage());
        }
    }

    /** Whether a link's target, seen from the link's place, stays within the folder. */
    static boolean linkStays(Path folder, Path link, Path target) {
        Path parent = link.getParent();
        return !target.isAbsolute()
                && parent != null
                && parent.resolve(target).normalize().startsWith(folder);
    }
}
