namespace Zhijian.Platform.Storage;

/// <summary>Named places become numbers, and nothing else of a text changes.</summary>
public sealed class NumberedSqlTests
{
    [Theory]
    [InlineData("select 1", "select 1", "")]
    [InlineData("select @a, @b, @a;", "select $1, $2, $1", "a b")]
    [InlineData("select x from t where x @> array[@me]::uuid[]", "select x from t where x @> array[$1]::uuid[]", "me")]
    [InlineData("select x <@ y, x <@y, x @@ z, @now::date", "select x <@ y, x <@y, x @@ z, $1::date", "now")]
    [InlineData("select '@a; it''s', \"@b\", @c -- @d;\n", "select '@a; it''s', \"@b\", $1 -- @d;", "c")]
    [InlineData("select /* @a; */ @b", "select /* @a; */ $1", "b")]
    [InlineData("select $$@a;$$, @b", "select $$@a;$$, $1", "b")]
    [InlineData("select @path || '~', @path_2", "select $1 || '~', $2", "path path_2")]
    [InlineData("select 'not closed @a", "select 'not closed @a", "")]
    public void A_statement_is_numbered(string sql, string text, string names)
    {
        var statement = Assert.Single(NumberedSql.Of(sql).Statements);
        Assert.Equal((text, names), (statement.Text, string.Join(' ', statement.Names)));
    }

    [Fact]
    public void Statements_stand_apart_each_with_its_own_numbers()
    {
        var read = NumberedSql.Of("select @b;\nselect ';', @a, @b;\n\n;");
        Assert.Equal(["select $1", "select ';', $1, $2"], read.Statements.Select(s => s.Text));
        Assert.Equal(["b", "a b"], read.Statements.Select(s => string.Join(' ', s.Names)));
    }

    [Fact]
    public void The_same_text_is_read_once()
    {
        var text = "select @once";
        Assert.Same(NumberedSql.Of(text), NumberedSql.Of(new string(text)));
        Assert.NotEqual(NumberedSql.Of(text).Number, NumberedSql.Of("select @twice").Number);
    }
}
