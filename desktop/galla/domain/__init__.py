"""Pure rules of Galla: standard library only, no IO, no clock reads, no words for people."""
