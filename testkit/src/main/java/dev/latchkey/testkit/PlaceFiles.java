package dev.latchkey.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes files in the MaxMind DB format (specification 2.0): a tree over the bits of IPv6
 * addresses, with IPv4 in {@code ::/96}, and a record for each network.
 */
public final class PlaceFiles {

  /** Bits of an IPv6 address before those of an IPv4 one. */
  private static final int IPV4_PREFIX = 96;

  private static final int SEPARATOR = 16;
  private static final int NOTHING = -1;
  private static final byte[] METADATA = {
    (byte) 0xAB, (byte) 0xCD, (byte) 0xEF, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
  };

  /** Two branches each: a node, {@link #NOTHING}, or below that the data of a network. */
  private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {NOTHING, NOTHING}));

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private PlaceFiles() {}

  /** What a file tells of a place, as GeoIP2 City does. */
  public static Map<String, Object> city(String country, double latitude, double longitude) {
    return Map.of(
        "country",
        Map.of("iso_code", country),
        "location",
        Map.of("latitude", latitude, "longitude", longitude));
  }

  /** As GeoIP2 Country does. */
  public static Map<String, Object> country(String country) {
    return Map.of("country", Map.of("iso_code", country));
  }

  /**
   * A new file.
   *
   * @param records by network, such as {@code 192.0.2.0/24}
   */
  public static Path write(Map<String, Map<String, Object>> records) {
    PlaceFiles file = new PlaceFiles();
    records.forEach(file::add);
    try {
      Path path = Files.createTempFile("places", ".mmdb");
      path.toFile().deleteOnExit();
      return Files.write(path, file.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String network, Map<String, Object> entry) {
    int slash = network.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(network.substring(0, slash));
    int length = Integer.parseInt(network.substring(slash + 1));
    boolean isIpv4 = address instanceof Inet4Address;
    int skipped = isIpv4 ? IPV4_PREFIX : 0;
    int node = 0;
    for (int depth = 0; depth < skipped + length - 1; depth++) {
      node = child(node, bit(address, depth - skipped));
    }
    nodes.get(node)[bit(address, length - 1)] = NOTHING - 1 - data.size();
    value(data, entry);
  }

  /** Before the address begins all bits are 0. */
  private static int bit(InetAddress address, int index) {
    return index < 0 ? 0 : address.getAddress()[index / 8] >> (7 - index % 8) & 1;
  }

  private int child(int node, int bit) {
    int[] branches = nodes.get(node);
    if (branches[bit] == NOTHING) {
      branches[bit] = nodes.size();
      nodes.add(new int[] {NOTHING, NOTHING});
    }
    return branches[bit];
  }

  private byte[] bytes() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int[] branches : nodes) {
      for (int branch : branches) {
        file.writeBytes(ByteBuffer.allocate(4).putInt(pointer(branch)).array());
      }
    }
    file.writeBytes(new byte[SEPARATOR]);
    file.writeBytes(data.toByteArray());
    file.writeBytes(METADATA);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("binary_format_major_version", (short) 2);
    metadata.put("binary_format_minor_version", (short) 0);
    metadata.put("build_epoch", 1_700_000_000L);
    metadata.put("database_type", "Latchkey-Test-City");
    metadata.put("description", Map.of("en", "Places that the tests need"));
    metadata.put("ip_version", (short) 6);
    metadata.put("languages", List.of("en"));
    metadata.put("node_count", nodes.size());
    metadata.put("record_size", (short) 32);
    value(file, metadata);
    return file.toByteArray();
  }

  private int pointer(int branch) {
    if (branch == NOTHING) {
      return nodes.size();
    }
    return branch > NOTHING ? branch : nodes.size() + SEPARATOR + (NOTHING - 1 - branch);
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        control(out, 2, bytes.length);
        out.writeBytes(bytes);
      }
      case Double number -> {
        control(out, 3, Double.BYTES);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
      }
      case Short number -> {
        control(out, 5, Short.BYTES);
        out.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort(number).array());
      }
      case Integer number -> {
        control(out, 6, Integer.BYTES);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
      }
      case Long number -> {
        control(out, 9, Long.BYTES);
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
      }
      case List<?> list -> {
        control(out, 11, list.size());
        list.forEach(one -> value(out, one));
      }
      case Map<?, ?> map -> {
        control(out, 7, map.size());
        map.forEach((key, one) -> {
          value(out, key);
          value(out, one);
        });
      }
      default -> throw new IllegalArgumentException("No type for " + value);
    }
  }

  /** Types above 7 stand in a byte of their own; sizes stay below 29 here. */
  private static void control(ByteArrayOutputStream out, int type, int size) {
    if (size >= 29) {
      throw new IllegalArgumentException("Too long for a test: " + size);
    }
    out.write((type > 7 ? 0 : type << 5) | size);
    if (type > 7) {
      out.write(type - 7);
    }
  }
}
