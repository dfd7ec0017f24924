# SPDX-License-Identifier: MIT
#
# find_package(Holdfast): for projects that check themselves.
#
#   Holdfast::annotations           link it to get <holdfast.h>
#   HOLDFAST_EXECUTABLE             the program
#   holdfast_add_check(NAME [OPTION]...)
#       a target that runs `holdfast check` over this build, with these options; file
#       names are relative to the source folder
get_filename_component(_holdfast_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(HOLDFAST_EXECUTABLE "${_holdfast_prefix}/@CMAKE_INSTALL_BINDIR@/holdfast")

if(NOT TARGET Holdfast::annotations)
  add_library(Holdfast::annotations INTERFACE IMPORTED)
  set_target_properties(Holdfast::annotations PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${_holdfast_prefix}/@CMAKE_INSTALL_INCLUDEDIR@")
endif()

function(holdfast_add_check name)
  if(NOT CMAKE_EXPORT_COMPILE_COMMANDS)
    message(FATAL_ERROR "holdfast_add_check: CMAKE_EXPORT_COMPILE_COMMANDS must be ON before the targets")
  endif()
  add_custom_target(${name}
    COMMAND "${HOLDFAST_EXECUTABLE}" check -p "${CMAKE_BINARY_DIR}" ${ARGN}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" USES_TERMINAL VERBATIM)
endfunction()
