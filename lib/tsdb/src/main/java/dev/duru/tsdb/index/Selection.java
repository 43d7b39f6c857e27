package dev.duru.tsdb.index;

import dev.duru.tsdb.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The series that fulfil all matchers. */
public final class Selection {
    private Selection() {}

    /** Their numbers. */
    public static Postings of(LabelIndex index, List<Matcher> matchers) {
        List<Postings> wanted = new ArrayList<>();
        List<Postings> unwanted = new ArrayList<>();
        for (Matcher matcher : matchers) {
            if (matcher.test("")) {
                // Series without the label fulfil it, so those are found that do not.
                unwanted.add(failing(index, matcher));
            } else {
                wanted.add(fulfilling(index, matcher));
            }
        }
        Postings found = wanted.isEmpty() ? index.all() : Postings.all(wanted);
        return unwanted.isEmpty() ? found : Postings.without(found, Postings.any(unwanted));
    }

    private static Postings fulfilling(LabelIndex index, Matcher matcher) {
        return matcher.isNegative()
                ? index.withAny(matcher.label(), "", matcher::test)
                : named(index, matcher);
    }

    private static Postings failing(LabelIndex index, Matcher matcher) {
        return matcher.isNegative()
                ? named(index, matcher)
                : index.withAny(matcher.label(), "", value -> !matcher.test(value));
    }

    /** The series with a label whose value is what the matcher names, whatever it makes of that. */
    private static Postings named(LabelIndex index, Matcher matcher) {
        Optional<Set<String>> literals = matcher.literals();
        if (literals.isPresent()) {
            return Postings.any(
                    literals.get().stream()
                            .filter(value -> !value.isEmpty())
                            .map(value -> index.with(matcher.label(), value))
                            .toList());
        }
        boolean negative = matcher.isNegative();
        return index.withAny(
                matcher.label(), matcher.prefix(), value -> matcher.test(value) != negative);
    }
}
