package dev.duru.observe.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dashboard, as its file says.
 *
 * @param from the time that it shows at first, such as {@code now-6h}
 * @param refresh how often it is read again, such as {@code 30s}; empty for never
 * @param uid by which other files name it; may be empty
 */
public record Dashboard(
        String uid,
        String title,
        String description,
        String from,
        String to,
        String refresh,
        List<String> tags,
        List<Variable> variables,
        List<Annotation> annotations,
        List<Link> links,
        List<Panel> panels) {

    /** The panel of a number. */
    public Optional<Panel> panel(int id) {
        return panels.stream().filter(panel -> panel.id() == id).findFirst();
    }

    /**
     * Where a panel stands on a grid of 24 columns, and how large it is.
     *
     * @param h in rows of 30 pixels with gaps of 8
     */
    public record Place(int x, int y, int w, int h) {}

    /**
     * A panel.
     *
     * @param id from 1, each another; as the file has it where it can
     * @param row the id of the row that it folds away with; 0 for none
     * @param collapsed whether a row is folded at first
     * @param repeat the variable for each of whose values it stands once; empty for none
     * @param look {@code fieldConfig} and {@code options}, as the script takes them
     */
    public record Panel(
            int id,
            String type,
            String title,
            String description,
            Place place,
            int row,
            boolean collapsed,
            Repeat repeat,
            Asking asking,
            List<Link> links,
            Map<String, Object> look) {}

    /** How a panel stands once for each value of a variable. */
    public record Repeat(String variable, boolean vertical, int most) {
        static final Repeat NONE = new Repeat("", false, 4);
    }

    /**
     * What a panel asks.
     *
     * @param interval the shortest step, such as {@code 30s}; empty for the usual one
     * @param timeFrom a range of its own, such as {@code 24h}; empty for the page's
     * @param timeShift how much earlier, such as {@code 1d}; empty for not
     */
    public record Asking(
            String source,
            List<Target> targets,
            List<Transformation> transformations,
            String interval,
            int mostPoints,
            String timeFrom,
            String timeShift) {}

    /**
     * One query.
     *
     * @param instant whether it is asked for one moment only
     * @param ranged whether the file says that it is asked over time
     * @param format {@code time_series}, {@code table} or {@code heatmap}
     */
    public record Target(
            String refId,
            String expr,
            String legend,
            boolean instant,
            boolean ranged,
            String format,
            String step) {}

    /** What is done with the answers, in the words of the file. */
    public record Transformation(String id, Json options) {}

    /**
     * A variable.
     *
     * @param type {@code query}, {@code custom}, {@code interval}, {@code datasource}, {@code
     *     constant}, {@code textbox}, {@code adhoc} or another
     * @param query what its values come from
     * @param regex what is taken of each value; empty for all of it
     * @param sort 0 to 8, as Grafana numbers the orders
     * @param hide 0 shown, 1 without its name, 2 not at all
     * @param all what stands for all values; null when all is none of its values, empty for every
     *     value one after the other
     * @param current what is chosen at first; of {@code adhoc} the filters, each as {@code
     *     label|operator|value}
     */
    public record Variable(
            String name,
            String label,
            String type,
            String query,
            String regex,
            int sort,
            int hide,
            boolean multi,
            @Nullable String all,
            List<String> current) {}
}
