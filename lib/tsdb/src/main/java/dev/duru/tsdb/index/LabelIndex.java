package dev.duru.tsdb.index;

import java.util.Set;
import java.util.function.Predicate;

/** Which series have which labels. */
public interface LabelIndex {
    /** All series. */
    Postings all();

    /** The series whose label has a value; none for a label or value that is not there. */
    Postings with(String label, String value);

    /**
     * The series whose label has any value that begins so and passes a test. Series without the
     * label are not among them.
     */
    Postings withAny(String label, String prefix, Predicate<String> test);

    /** The values of a label, sorted. */
    Set<String> values(String label);

    /** The names of all labels, sorted. */
    Set<String> names();
}
