package dev.duru.edge;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Networks whose word counts. */
final class Trust {
    private record Network(byte[] address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i & 7);
                if ((address[i >> 3] & mask) != (other[i >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks;

    private Trust(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Reads addresses and networks.
     *
     * @throws EdgeException.Invalid when one is neither
     */
    static Trust of(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            int slash = text.indexOf('/');
            byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
            int bits = -1;
            if (address != null) {
                bits = slash < 0 ? address.length * 8 : number(text.substring(slash + 1));
            }
            if (address == null || bits < 0 || bits > address.length * 8) {
                throw new EdgeException.Invalid(
                        "front.trusted: '"
                                + text
                                + "' is neither an address nor a network"
                                + " such as 10.0.0.0/8");
            }
            networks.add(new Network(address, bits));
        }
        return new Trust(List.copyOf(networks));
    }

    boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether the address, written as digits, is in one of the networks. */
    boolean holds(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        byte[] bytes = bytes(address);
        return bytes != null && networks.stream().anyMatch(network -> network.holds(bytes));
    }

    private static byte @Nullable [] bytes(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return null;
        }
        try {
            // An IPv4 address within IPv6 (::ffff:10.0.0.1) is the IPv4 address.
            return InetAddress.getByAddress(bytes).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
