/**
 * What exists and what it is made of: everything is made once, here, by hand. {@link
 * dev.latchkey.app.house.House} is the table of contents; a room wires the flows behind one group
 * of endpoints, from the {@link dev.latchkey.app.house.Domain} below and the {@link
 * dev.latchkey.app.house.Steps} that several rooms share. Nothing is decided here.
 */
@NullMarked
package dev.latchkey.app.house;

import org.jspecify.annotations.NullMarked;
