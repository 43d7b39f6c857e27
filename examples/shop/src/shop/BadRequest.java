package shop;

/** The customer's request cannot be served as it is; answered with status 400. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message) {
        super(message);
    }
}
