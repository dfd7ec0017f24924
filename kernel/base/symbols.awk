# SPDX-License-Identifier: MIT
#
# symbols.awk: `nm -n kernel.elf` -> the symbol table in assembly (symbols.c).
# With no input, the empty table of the first link.
$2 ~ /^[tT]$/ && $3 !~ /^[$.]/ && $3 != "_text_start" && $3 != "_rodata_start" {
	if ($1 == last)
		next
	last = $1
	table[count] = $3
	at[count++] = $1
}
END {
	print "\t.section .symbols, \"a\""
	print "\t.global symbol_table, symbol_count, symbol_names"
	print "\t.balign 8"
	print "symbol_table:"
	for (i = 0; i < count; i++) {
		print "\t.word 0x" at[i] " - 0xffff000040080000, " length_so_far
		length_so_far += length(table[i]) + 1
	}
	print "symbol_count:\n\t.word " count + 0
	print "symbol_names:"
	for (i = 0; i < count; i++)
		print "\t.asciz \"" table[i] "\""
}
BEGIN { length_so_far = 0; count = 0 }
