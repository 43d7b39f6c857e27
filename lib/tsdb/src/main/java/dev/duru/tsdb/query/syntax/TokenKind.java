package dev.duru.tsdb.query.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kinds of pieces that a query is made of. */
enum TokenKind {
    END_OF_INPUT(Group.NAMED, "end of input"),
    ERROR(Group.NAMED, "error"),
    IDENTIFIER(Group.NAMED, "identifier"),
    METRIC_IDENTIFIER(Group.NAMED, "metric identifier"),
    STRING(Group.NAMED, "string"),
    NUMBER(Group.NAMED, "number"),
    DURATION(Group.NAMED, "duration"),
    LEFT_PAREN(Group.SIGN, "("),
    RIGHT_PAREN(Group.SIGN, ")"),
    LEFT_BRACE(Group.SIGN, "{"),
    RIGHT_BRACE(Group.SIGN, "}"),
    LEFT_BRACKET(Group.SIGN, "["),
    RIGHT_BRACKET(Group.SIGN, "]"),
    COMMA(Group.SIGN, ","),
    EQL(Group.SIGN, "="),
    COLON(Group.SIGN, ":"),
    ADD(Group.OPERATOR, "+"),
    DIV(Group.OPERATOR, "/"),
    EQLC(Group.OPERATOR, "=="),
    EQL_REGEX(Group.OPERATOR, "=~"),
    GTE(Group.OPERATOR, ">="),
    GTR(Group.OPERATOR, ">"),
    TRIM_UPPER(Group.OPERATOR, "</"),
    TRIM_LOWER(Group.OPERATOR, ">/"),
    LAND(Group.OPERATOR, "and"),
    LOR(Group.OPERATOR, "or"),
    LSS(Group.OPERATOR, "<"),
    LTE(Group.OPERATOR, "<="),
    LUNLESS(Group.OPERATOR, "unless"),
    MOD(Group.OPERATOR, "%"),
    MUL(Group.OPERATOR, "*"),
    NEQ(Group.OPERATOR, "!="),
    NEQ_REGEX(Group.OPERATOR, "!~"),
    POW(Group.OPERATOR, "^"),
    SUB(Group.OPERATOR, "-"),
    AT(Group.OPERATOR, "@"),
    ATAN2(Group.OPERATOR, "atan2"),
    AVG(Group.AGGREGATOR, "avg"),
    BOTTOMK(Group.AGGREGATOR, "bottomk"),
    COUNT(Group.AGGREGATOR, "count"),
    COUNT_VALUES(Group.AGGREGATOR, "count_values"),
    GROUP(Group.AGGREGATOR, "group"),
    MAX(Group.AGGREGATOR, "max"),
    MIN(Group.AGGREGATOR, "min"),
    QUANTILE(Group.AGGREGATOR, "quantile"),
    STDDEV(Group.AGGREGATOR, "stddev"),
    STDVAR(Group.AGGREGATOR, "stdvar"),
    SUM(Group.AGGREGATOR, "sum"),
    TOPK(Group.AGGREGATOR, "topk"),
    LIMITK(Group.AGGREGATOR, "limitk"),
    LIMIT_RATIO(Group.AGGREGATOR, "limit_ratio"),
    BOOL(Group.KEYWORD, "bool"),
    BY(Group.KEYWORD, "by"),
    GROUP_LEFT(Group.KEYWORD, "group_left"),
    GROUP_RIGHT(Group.KEYWORD, "group_right"),
    FILL(Group.KEYWORD, "fill"),
    FILL_LEFT(Group.KEYWORD, "fill_left"),
    FILL_RIGHT(Group.KEYWORD, "fill_right"),
    IGNORING(Group.KEYWORD, "ignoring"),
    OFFSET(Group.KEYWORD, "offset"),
    SMOOTHED(Group.KEYWORD, "smoothed"),
    ANCHORED(Group.KEYWORD, "anchored"),
    ON(Group.KEYWORD, "on"),
    WITHOUT(Group.KEYWORD, "without"),
    START(Group.PREPROCESSOR, "start"),
    END(Group.PREPROCESSOR, "end"),
    STEP(Group.PREPROCESSOR, "step"),
    RANGE(Group.PREPROCESSOR, "range"),
    MAX_OF(Group.PREPROCESSOR, "max_of"),
    MIN_OF(Group.PREPROCESSOR, "min_of");

    /** What a kind belongs to. */
    enum Group {
        NAMED,
        SIGN,
        OPERATOR,
        AGGREGATOR,
        KEYWORD,
        PREPROCESSOR
    }

    private static final Map<String, TokenKind> WORDS = words();

    private final Group group;
    private final String text;

    TokenKind(Group group, String text) {
        this.group = group;
        this.text = text;
    }

    private static Map<String, TokenKind> words() {
        Map<String, TokenKind> words = new HashMap<>();
        for (TokenKind kind : values()) {
            if (kind.group != Group.NAMED && Character.isLetter(kind.text.charAt(0))) {
                words.put(kind.text, kind);
            }
        }
        words.put("inf", NUMBER);
        words.put("nan", NUMBER);
        return Map.copyOf(words);
    }

    /** The kind of a word that means something, in any case of letters. */
    static Optional<TokenKind> word(String word) {
        return Optional.ofNullable(WORDS.get(word.toLowerCase(Locale.ROOT)));
    }

    Group group() {
        return group;
    }

    String text() {
        return text;
    }

    boolean isAggregator() {
        return group == Group.AGGREGATOR;
    }

    boolean takesParameter() {
        return this == TOPK
                || this == BOTTOMK
                || this == COUNT_VALUES
                || this == QUANTILE
                || this == LIMITK
                || this == LIMIT_RATIO;
    }

    /** Whether a metric may have this name although it is a word of the language. */
    boolean namesMetric() {
        return switch (this) {
            case IDENTIFIER, METRIC_IDENTIFIER, LAND, LOR, LUNLESS -> true;
            case BY, FILL, FILL_LEFT, FILL_RIGHT, OFFSET, WITHOUT, ANCHORED, SMOOTHED -> true;
            default -> isAggregator() || group == Group.PREPROCESSOR;
        };
    }

    /** Whether a label in a list may have this name although it is a word of the language. */
    boolean namesLabel() {
        return namesMetric() || this == ATAN2 || group == Group.KEYWORD;
    }
}
