package dev.duru.tsdb.query.syntax;

import java.util.Locale;

/** Ways to make one series of many, or to choose some of them. */
public enum Aggregation {
    /** Sum. */
    SUM,
    /** Mean. */
    AVG,
    /** Number of series. */
    COUNT,
    /** Smallest. */
    MIN,
    /** Largest. */
    MAX,
    /** 1 wherever there is something. */
    GROUP,
    /** Standard deviation of the population. */
    STDDEV,
    /** Variance of the population. */
    STDVAR,
    /** The largest k series. */
    TOPK,
    /** The smallest k series. */
    BOTTOMK,
    /** How many series have each value. */
    COUNT_VALUES,
    /** The value below which a share lies. */
    QUANTILE,
    /** Any k series. */
    LIMITK,
    /** A share of the series, always the same ones. */
    LIMIT_RATIO;

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a parameter stands before the expression. */
    public boolean takesParameter() {
        return switch (this) {
            case TOPK, BOTTOMK, COUNT_VALUES, QUANTILE, LIMITK, LIMIT_RATIO -> true;
            case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR -> false;
        };
    }

    /** Whether it gives some of its input's series as they are. */
    public boolean chooses() {
        return this == TOPK || this == BOTTOMK || this == LIMITK || this == LIMIT_RATIO;
    }
}
