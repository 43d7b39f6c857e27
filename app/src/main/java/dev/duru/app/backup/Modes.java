package dev.duru.app.backup;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Permissions as the nine lowest bits of a mode. */
final class Modes {
    private static final List<PosixFilePermission> FROM_HIGHEST_BIT =
            List.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private Modes() {}

    static int bits(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (int i = 0; i < FROM_HIGHEST_BIT.size(); i++) {
            if (permissions.contains(FROM_HIGHEST_BIT.get(i))) {
                mode |= 0400 >> i;
            }
        }
        return mode;
    }

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < FROM_HIGHEST_BIT.size(); i++) {
            if ((mode & (0400 >> i)) != 0) {
                permissions.add(FROM_HIGHEST_BIT.get(i));
            }
        }
        return permissions;
    }
}
