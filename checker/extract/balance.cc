// SPDX-License-Identifier: MIT
//
// balance.cc: how often is one function called behind another, on all paths, with the same object?  Which pairs mean
// something is for others to say: survey.hh.
#include "survey.hh"

#include <clang/AST/ASTContext.h>
#include <clang/AST/PrettyPrinter.h>
#include <clang/Analysis/CFG.h>
#include <llvm/Support/raw_ostream.h>
#include <map>
#include <memory>
#include <set>
#include <vector>

using namespace clang;

namespace {

const unsigned max_calls = 300;         // in one function

struct site {
	std::string name, object;
};

class balance {
public:
	balance(const FunctionDecl *fn, ASTContext &context)
		: graph(CFG::buildCFG(fn, fn->getBody(), &context, CFG::BuildOptions())), context(context)
	{
		for (const CFGBlock *block : graph ? std::vector<const CFGBlock *>(graph->begin(), graph->end())
						   : std::vector<const CFGBlock *>())
			for (const CFGElement &element : *block)
				if (auto stmt = element.getAs<CFGStmt>())
					add(block, dyn_cast<CallExpr>(stmt->getStmt()));
	}
	void write(std::string &out)
	{
		std::map<std::string, unsigned> totals;
		std::map<std::pair<std::string, std::string>, unsigned> counts;
		std::map<std::string, std::set<std::string>> by_object;

		for (const auto &block : sites)
			for (const site &s : block.second) {
				totals[s.name]++;
				by_object[s.object].insert(s.name);
				count++;
			}
		for (const auto &total : totals)
			out += "sites\t" + total.first + "\t" + std::to_string(total.second) + "\n";
		if (count > max_calls)
			return;
		for (const auto &block : sites)
			for (size_t i = 0; i < block.second.size(); i++)
				for (const std::string &other : by_object[block.second[i].object])
					if (other != block.second[i].name) {
						if (is_balanced(block.first, i, other))
							counts[{ block.second[i].name, other }]++;
						add_outcome(counts, block.first, i, other);
					}
		for (const auto &pair : counts)
			out += "balance\t" + pair.first.first + "\t" + pair.first.second + "\t" +
			       std::to_string(pair.second) + "\n";
	}

private:
	void add(const CFGBlock *block, const CallExpr *call)
	{
		const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;

		if (!callee || callee->getBuiltinID())
			return;
		const Expr *object = hf::object_of(call);
		std::string text;
		llvm::raw_string_ostream stream(text);

		if (object)
			object->IgnoreParenCasts()->printPretty(stream, nullptr, PrintingPolicy(context.getLangOpts()));
		sites[block].push_back({ callee->getNameAsString(), stream.str() });
		calls[block].push_back(call);
	}
	bool closes(const CFGBlock *block, size_t from, const std::string &object, const std::string &other)
	{
		auto found = sites.find(block);

		for (size_t i = from; found != sites.end() && i < found->second.size(); i++)
			if (found->second[i].name == other && found->second[i].object == object)
				return true;
		return false;
	}
	// On all paths from the beginning of this block, before the end and before `again`, where the first call is.
	bool always_closes(const CFGBlock *first, const CFGBlock *again, const std::string &object,
			   const std::string &other)
	{
		std::set<const CFGBlock *> seen;
		std::vector<const CFGBlock *> work = { first };

		while (!work.empty()) {
			const CFGBlock *block = work.back();

			work.pop_back();
			if (!block || !seen.insert(block).second || closes(block, 0, object, other) ||
			    block->hasNoReturnElement())
				continue;
			if (block == &graph->getExit() || block == again)
				return false;
			for (const CFGBlock *next : block->succs())
				work.push_back(next);
		}
		return true;
	}
	bool may_close(const CFGBlock *first, const CFGBlock *again, const std::string &object, const std::string &other)
	{
		std::set<const CFGBlock *> seen = { again };
		std::vector<const CFGBlock *> work = { first };

		while (!work.empty()) {
			const CFGBlock *block = work.back();

			work.pop_back();
			if (!block || !seen.insert(block).second)
				continue;
			if (closes(block, 0, object, other))
				return true;
			for (const CFGBlock *next : block->succs())
				work.push_back(next);
		}
		return false;
	}
	// Does a call's own result decide where it goes on?  `nonzero`: where the condition is true.
	bool decides(const CFGBlock *block, const CallExpr *call, bool &nonzero)
	{
		const auto *e = dyn_cast_or_null<Expr>(block->getTerminatorCondition());

		nonzero = true;
		for (e = e ? e->IgnoreParenCasts() : nullptr; e && e != call;) {
			const auto *unary = dyn_cast<UnaryOperator>(e);
			const auto *binary = dyn_cast<BinaryOperator>(e);
			Expr::EvalResult number;

			if (unary && unary->getOpcode() == UO_LNot) {
				nonzero = !nonzero;
				e = unary->getSubExpr()->IgnoreParenCasts();
			} else if (binary && binary->isEqualityOp() && binary->getRHS()->EvaluateAsInt(number, context)) {
				bool is_zero = number.Val.getInt().isZero();

				nonzero ^= is_zero == (binary->getOpcode() == BO_EQ);
				e = binary->getLHS()->IgnoreParenCasts();
			} else {
				return false;
			}
		}
		return e == call;
	}
	// Behind which result is there something to close, on some path?
	void add_outcome(std::map<std::pair<std::string, std::string>, unsigned> &counts, const CFGBlock *block,
			 size_t at, const std::string &other)
	{
		const site &s = sites[block][at];
		bool nonzero, closes[2];

		if (block->succ_size() != 2 || !decides(block, calls[block][at], nonzero))
			return;
		for (unsigned i = 0; i < 2; i++)
			closes[i] = may_close(block->succ_begin()[i], block, s.object, other);
		if (closes[0] != closes[1])
			counts[{ s.name, other + (closes[0] == nonzero ? "=nonzero" : "=zero") }]++;
	}
	bool is_balanced(const CFGBlock *block, size_t at, const std::string &other)
	{
		const std::string object = sites[block][at].object;

		if (closes(block, at + 1, object, other))
			return true;
		bool all = true, any = false, nonzero;

		for (const CFGBlock *next : block->succs()) {
			bool is_closed = next && always_closes(next, block, object, other);

			all &= is_closed;
			any |= is_closed;
		}
		return (all && any) || (any && decides(block, calls[block][at], nonzero));
	}

	std::unique_ptr<CFG> graph;
	ASTContext &context;
	std::map<const CFGBlock *, std::vector<site>> sites;
	std::map<const CFGBlock *, std::vector<const CallExpr *>> calls;
	unsigned count = 0;
};

} // namespace

namespace hf {

std::string survey_balance(const FunctionDecl *fn, ASTContext &context)
{
	std::string out;

	balance(fn, context).write(out);
	return out;
}

} // namespace hf
