package dev.duru.tsdb;

/** Text or samples that cannot be taken; the message says where and why. */
public class TsdbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong and where. */
    public TsdbException(String message) {
        super(message);
    }
}
