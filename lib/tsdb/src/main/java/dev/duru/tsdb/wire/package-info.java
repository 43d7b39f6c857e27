/**
 * How numbers and messages go over the wire: the encoding of protocol buffers, and the block format
 * of Snappy, both without generated code.
 *
 * <p>{@link dev.duru.tsdb.wire.MessageReader} and {@link dev.duru.tsdb.wire.MessageWriter} know
 * fields by their numbers (https://protobuf.dev/programming-guides/encoding/); what a number means
 * is known by who reads. {@link dev.duru.tsdb.wire.Snappy} is the format of
 * https://github.com/google/snappy/blob/main/format_description.txt.
 *
 * <p>Rules: nothing that comes in is trusted: lengths are checked against what is there before
 * memory is taken, and malformed bytes are a {@link dev.duru.tsdb.TsdbException}.
 */
@NullMarked
package dev.duru.tsdb.wire;

import org.jspecify.annotations.NullMarked;
