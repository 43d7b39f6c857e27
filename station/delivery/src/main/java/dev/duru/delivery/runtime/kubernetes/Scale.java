package dev.duru.delivery.runtime.kubernetes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many pods a release is to have. Asking for fewer takes none away: their requests are to go
 * elsewhere first, and then they are shrunk away by name. Pure.
 *
 * @param leaving whether pods were taken away since more were asked for, so that no autoscaler
 *     brings them back
 */
record Scale(int replicas, boolean leaving) {
    static final Scale NONE = new Scale(0, false);
    private static final Pattern KEPT = Pattern.compile("(\\d{1,6})( leaving)?");

    Scale atLeast(int wanted) {
        return wanted > replicas ? new Scale(wanted, false) : this;
    }

    Scale shrunk(int kept) {
        return new Scale(kept, true);
    }

    /** Reads what {@link #toString} wrote. */
    static Scale of(String text) {
        Matcher m = KEPT.matcher(text);
        return m.matches() ? new Scale(Integer.parseInt(m.group(1)), m.group(2) != null) : NONE;
    }

    @Override
    public String toString() {
        return replicas + (leaving ? " leaving" : "");
    }
}
