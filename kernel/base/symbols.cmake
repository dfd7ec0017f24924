# SPDX-License-Identifier: MIT
#
# symbols.cmake: kernel.elf in two links.  The first has an empty symbol table; the
# table made from it goes into the second.  It lies behind the text, so no function
# moves; a third look proves that.
#   cmake -DNM=.. -DAWK=.. -DELF=.. -DTO=.. -P symbols.cmake          writes TO
#   cmake -DNM=.. -DAWK=.. -DELF=.. -DEXPECT=.. -P symbols.cmake      compares
if(ELF)
  execute_process(COMMAND ${NM} -n ${ELF} OUTPUT_VARIABLE names COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${ELF}.names "${names}")
else()
  set(ELF ${TO})
  file(WRITE ${ELF}.names "")
endif()
execute_process(COMMAND ${AWK} -f ${CMAKE_CURRENT_LIST_DIR}/symbols.awk ${ELF}.names
  OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
if(TO)
  file(WRITE ${TO} "${table}")
else()
  file(READ ${EXPECT} expected)
  if(NOT table STREQUAL expected)
    message(FATAL_ERROR "${ELF}: the second link moved functions: the symbol table is wrong")
  endif()
endif()
