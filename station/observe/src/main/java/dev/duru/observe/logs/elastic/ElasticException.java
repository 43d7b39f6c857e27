package dev.duru.observe.logs.elastic;

/** A request that is not understood, in the form in which Elasticsearch tells such. */
final class ElasticException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    ElasticException(String type, String reason) {
        super(reason);
        this.type = type;
    }

    static ElasticException parsing(String reason) {
        return new ElasticException("parsing_exception", reason);
    }

    String type() {
        return type;
    }
}
