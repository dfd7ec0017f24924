// SPDX-License-Identifier: MIT
//
// constants.cc: the value of a constant that a model names, or of a macro's argument: `0x400`,
// `GFP_ATOMIC`, `portMAX_DELAY`, `K_NO_WAIT`.  Macros are expanded as they are at the unit's end, and
// what comes out is read as an expression: numbers, enumerators, constants, casts, operators, and a
// record with one value in it.  Whatever else there is has no value.
#include "extract.hh"

#include <clang/AST/ASTContext.h>
#include <clang/Lex/MacroInfo.h>
#include <clang/Lex/Preprocessor.h>
#include <cctype>

using namespace clang;

namespace hf {

static Preprocessor *preprocessor;

void begin_constants(Preprocessor &pp)
{
	preprocessor = &pp;
}

namespace {

const unsigned max_nesting = 20;
const size_t max_tokens = 400;

using tokens = std::vector<std::string>;

bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

tokens split(llvm::StringRef text)
{
	static const char *const pairs[] = { "<<", ">>", "==", "!=", "&&", "||", "->", "<=", ">=" };
	tokens out;

	while (!(text = text.ltrim()).empty()) {
		size_t length = 1;

		if (is_word(text[0]))
			length = text.take_while(is_word).size();
		for (const char *pair : pairs)
			if (text.starts_with(pair))
				length = 2;
		out.push_back(text.take_front(length).str());
		text = text.drop_front(length);
	}
	return out;
}

bool is_name(const std::string &token)
{
	return isalpha((unsigned char)token[0]) || token[0] == '_';
}

class expander {
public:
	bool expand(const tokens &in, tokens &out, std::set<std::string> &inside)
	{
		for (size_t i = 0; i < in.size(); i++) {
			const MacroInfo *macro = is_name(in[i]) && !inside.count(in[i]) ? find(in[i]) : nullptr;
			std::vector<tokens> args;
			size_t last = i;

			if (macro && macro->isFunctionLike() && !arguments(in, last, args))
				macro = nullptr;
			if (out.size() > max_tokens || inside.size() > max_nesting)
				return false;
			if (!macro) {
				out.push_back(in[i]);
				continue;
			}
			tokens body;

			for (const Token &t : macro->tokens()) {
				const IdentifierInfo *id = t.getIdentifierInfo();
				int param = id ? macro->getParameterNum(id) : -1;

				if (t.isOneOf(tok::hash, tok::hashhash))
					return false;
				if (param < 0)
					body.push_back(preprocessor->getSpelling(t));
				else if ((size_t)param < args.size())
					body.insert(body.end(), args[param].begin(), args[param].end());
			}
			std::set<std::string> deeper = inside;

			deeper.insert(in[i]);
			if (!expand(body, out, deeper))
				return false;
			i = last;
		}
		return true;
	}

private:
	static const MacroInfo *find(const std::string &name)
	{
		const IdentifierInfo *id = preprocessor->getIdentifierInfo(name);

		return id->hasMacroDefinition() ? preprocessor->getMacroInfo(id) : nullptr;
	}
	// Behind a macro's name at `at`; which is then the closing parenthesis.
	static bool arguments(const tokens &in, size_t &at, std::vector<tokens> &args)
	{
		unsigned depth = 0;

		if (at + 1 >= in.size() || in[at + 1] != "(")
			return false;
		args.emplace_back();
		for (size_t i = at + 2; i < in.size(); i++) {
			if (in[i] == ")" && !depth) {
				at = i;
				return true;
			}
			depth += in[i] == "(" ? 1 : in[i] == ")" ? -1 : 0;
			if (in[i] == "," && !depth)
				args.emplace_back();
			else
				args.back().push_back(in[i]);
		}
		return false;
	}
};

class evaluator {
public:
	evaluator(const ASTContext &context, const tokens &in) : context(context), in(in) {}

	std::optional<int64_t> evaluate()
	{
		auto value = binary(0);

		return at == in.size() ? value : std::nullopt;
	}

private:
	using number = std::optional<int64_t>;

	const std::string &token() const
	{
		static const std::string end;

		return at < in.size() ? in[at] : end;
	}
	bool eat(const char *text)
	{
		if (token() != text)
			return false;
		at++;
		return true;
	}
	static int precedence(const std::string &op)
	{
		static const std::map<std::string, int> all = {
			{ "|", 1 }, { "^", 2 }, { "&", 3 }, { "<<", 4 }, { ">>", 4 }, { "+", 5 }, { "-", 5 },
			{ "*", 6 }, { "/", 6 }, { "%", 6 },
		};
		auto found = all.find(op);

		return found == all.end() ? 0 : found->second;
	}
	static number apply(const std::string &op, uint64_t a, uint64_t b)
	{
		switch (op[0]) {
		case '|': return a | b;
		case '^': return a ^ b;
		case '&': return a & b;
		case '+': return a + b;
		case '-': return a - b;
		case '*': return a * b;
		case '<': return b < 64 ? number(a << b) : std::nullopt;
		case '>': return b < 64 ? number(a >> b) : std::nullopt;
		default:
			if (!b || ((int64_t)a == INT64_MIN && b == UINT64_MAX))
				return std::nullopt;
			return op[0] == '/' ? (int64_t)a / (int64_t)b : (int64_t)a % (int64_t)b;
		}
	}
	number binary(int least)
	{
		number left = unary();

		while (left && precedence(token()) > least) {
			std::string op = in[at++];
			number right = binary(precedence(op));

			left = right ? apply(op, *left, *right) : std::nullopt;
		}
		return left;
	}
	number unary()
	{
		if (++depth > 200)
			return std::nullopt;
		for (const char *op : { "-", "~", "+", "!" })
			if (eat(op)) {
				number value = unary();

				if (!value)
					return value;
				return op[0] == '-' ? (int64_t)-(uint64_t)*value : op[0] == '~' ? ~*value :
				       op[0] == '!' ? !*value : *value;
			}
		return primary();
	}
	// `{ 0 }`, `{ .ticks = (-1) }`
	number record()
	{
		if (eat(".") && (at++, !eat("=")))
			return std::nullopt;
		if (eat("}"))
			return 0;
		number value = eat("{") ? record() : binary(0);

		(void)eat(",");
		return eat("}") ? value : std::nullopt;
	}
	bool is_type(const std::string &name) const
	{
		static const std::set<std::string> words = {
			"unsigned", "signed", "int", "long", "short", "char", "_Bool", "const", "volatile", "struct",
			"union", "enum",
		};

		if (words.count(name))
			return true;
		for (const NamedDecl *decl : lookup(name))
			if (isa<TypeDecl>(decl))
				return true;
		return false;
	}
	// `(unsigned long)`; the next token is behind it.
	bool eat_cast()
	{
		size_t end = at;
		bool is_cast = false;

		if (token() != "(")
			return false;
		while (++end < in.size() && in[end] != ")") {
			bool is_tag = is_cast && is_name(in[end]);

			if (!is_tag && in[end] != "*" && !is_type(in[end]))
				return false;
			is_cast = true;
		}
		if (!is_cast || end >= in.size())
			return false;
		at = end + 1;
		return true;
	}
	number primary()
	{
		if (eat_cast())
			return eat("{") ? record() : unary();
		if (eat("{"))
			return record();
		if (eat("(")) {
			number value = binary(0);

			return eat(")") ? value : std::nullopt;
		}
		if (isdigit((unsigned char)token()[0])) {
			llvm::StringRef digits = llvm::StringRef(in[at++]).rtrim("uUlL");
			uint64_t value;

			return digits.getAsInteger(0, value) ? std::nullopt : number(value);
		}
		return at < in.size() && is_name(token()) ? named(in[at++]) : std::nullopt;
	}
	DeclContext::lookup_result lookup(const std::string &name) const
	{
		return context.getTranslationUnitDecl()->lookup(DeclarationName(&context.Idents.get(name)));
	}
	number named(const std::string &name) const
	{
		for (const NamedDecl *decl : lookup(name)) {
			const auto *var = dyn_cast<VarDecl>(decl);
			const Expr *value = var && var->getType().isConstQualified() ? var->getAnyInitializer() : nullptr;
			Expr::EvalResult result;

			if (const auto *constant = dyn_cast<EnumConstantDecl>(decl))
				return constant->getInitVal().getExtValue();
			if (value && value->getType()->isIntegralOrEnumerationType() && value->EvaluateAsInt(result, context))
				return result.Val.getInt().getExtValue();
		}
		return std::nullopt;
	}

	const ASTContext &context;
	const tokens &in;
	size_t at = 0;
	unsigned depth = 0;
};

} // namespace

std::optional<uint32_t> constant_of(const unit &u, llvm::StringRef text)
{
	tokens in = split(text), out;
	std::set<std::string> inside;

	// What units share can't depend on what each of them calls a constant.
	if (u.header && llvm::any_of(in, is_name))
		return std::nullopt;
	if (in.empty() || !preprocessor || !expander().expand(in, out, inside))
		return std::nullopt;
	auto value = evaluator(u.context, out).evaluate();

	return value ? std::optional<uint32_t>(uint32_t(*value)) : std::nullopt;
}

} // namespace hf
