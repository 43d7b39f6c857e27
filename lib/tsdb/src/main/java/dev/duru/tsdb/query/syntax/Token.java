package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.number.NumberText;

/**
 * A piece of a query.
 *
 * @param position characters before it
 * @param text as it stands in the query; for an error, what is wrong
 */
record Token(TokenKind kind, int position, String text) {
    Place place() {
        return new Place(position, position + text.length());
    }

    /** As messages name it. */
    String described() {
        return switch (kind.group()) {
            case NAMED ->
                    switch (kind) {
                        case END_OF_INPUT -> "end of input";
                        case IDENTIFIER, METRIC_IDENTIFIER ->
                                kind.text() + " " + NumberText.quoted(text);
                        default -> kind.text() + " " + shortened();
                    };
            case SIGN -> shortened();
            case OPERATOR -> "<op:" + text + ">";
            case AGGREGATOR -> "<aggr:" + text + ">";
            case KEYWORD -> "<" + text + ">";
            case PREPROCESSOR -> shortened();
        };
    }

    private String shortened() {
        return text.length() > 10
                ? NumberText.quoted(text.substring(0, 10)) + "..."
                : NumberText.quoted(text);
    }
}
