package dev.duru.oci;

/**
 * The rule for targets of symbolic links: relative, {@code ..} at the start only, and not more of
 * them than there are folders above the link. Since the folders above a link are never links
 * themselves, such a link cannot lead outside, whatever other links are made later: every {@code
 * ..} climbs through real folders, and every name is looked up in one.
 */
final class LinkTarget {
    private LinkTarget() {}

    /** Throws if a link at {@code path} (normalised) may lead outside. */
    static void check(String path, String target) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            throw error(path, target, "has no target");
        }
        if (target.startsWith("/")) {
            throw error(path, target, "is absolute and would leave the image; make it relative");
        }
        int ups = 0;
        boolean named = false;
        for (String name : target.split("/", -1)) {
            if (name.equals("..")) {
                if (named) {
                    throw error(path, target, "has '..' after a name; write it without");
                }
                ups++;
            } else if (!name.isEmpty() && !name.equals(".")) {
                named = true;
            }
        }
        if (ups > ImagePath.depth(path)) {
            throw error(path, target, "leads outside the image");
        }
    }

    private static OciException error(String path, String target, String why) {
        return new OciException(
                "symbolic link '"
                        + ImagePath.show(path)
                        + "' -> '"
                        + ImagePath.show(target)
                        + "' "
                        + why);
    }
}
