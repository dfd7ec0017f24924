// SPDX-License-Identifier: MIT
//
// survey.hh: what functions look like and do, for whoever proposes a model: before it is known what a lock is.
#ifndef EXTRACT_SURVEY_HH
#define EXTRACT_SURVEY_HH

#include <clang/Frontend/FrontendAction.h>
#include <memory>
#include <string>

namespace hf {

// Goes through one translation unit and puts lines into `out`; survey.cc says which.
std::unique_ptr<clang::FrontendAction> survey_action(std::string &out);

} // namespace hf
#endif
